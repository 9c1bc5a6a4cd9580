export default function Badge({ children }) {
  return <span className="badge badge--primary">{children}</span>;
}

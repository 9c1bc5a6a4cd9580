export default { title: "Harbor" };

"""A word, or all words of a page, go in; the names of products that they misspell come out, as the owners write them.

Names are taken from the sites and the packages of their owners and from the list of Azure's products.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from . import dictionary

_NAMES = (
    "AngularJS Anthropic AutoGen AutoML Bitbucket BitLocker ChatGPT ClickHouse CloudFormation Cloudflare CloudWatch "
    "CodePen CodeSandbox Copilot CouchDB Databricks DeepSeek DevOps Docker Dropbox DuckDB DynamoDB Elasticsearch "
    "FastAPI Firebase Firefox GitHub GitLab Grafana GraphQL Homebrew IntelliJ IntelliSense JavaScript Jenkins "
    "Kubernetes LangChain LangGraph LinkedIn LlamaIndex Lucene MariaDB Microsoft MongoDB MySQL Netlify Next.js Node.js "
    "NuGet NumPy Nuxt.js OAuth OneDrive OneNote OpenAI OpenAPI OpenSearch OpenShift OpenTelemetry PayPal Pinecone "
    "PostgreSQL Postman PowerPoint PowerShell Prometheus PyCharm PyPI PySpark PyTorch Qdrant RabbitMQ Salesforce SciPy "
    "ServiceNow SharePoint SignalR Snowflake SQLite Streamlit TensorFlow Terraform Three.js TypeScript Ubuntu Vercel "
    "Vue.js Weaviate WebAssembly WebSocket WhatsApp WooCommerce WordPress Xamarin XGBoost Xcode YouTube Zendesk"
).split()
_WRITTEN_APART = (
    "ChatGPT CouchDB DeepSeek DevOps DuckDB DynamoDB GitHub GitLab JavaScript LangChain LangGraph LinkedIn LlamaIndex "
    "MariaDB MongoDB Next.js Node.js OpenAI PayPal PostgreSQL PowerPoint PowerShell PyTorch RabbitMQ SharePoint "
    "TensorFlow TypeScript Vue.js WordPress YouTube"
).split()
"""Names that are found in two words, which mean nothing else then."""
_NUMBERED = (
    "Amazon Web Services",
    "Azure AI Agent Service",
    "Azure App Service",
    "Azure Bot Service",
    "Azure Cognitive Services",
    "Azure Communication Services",
    "Azure Health Data Services",
    "Azure Kubernetes Service",
    "Azure Media Services",
    "Azure OpenAI Service",
    "Azure SignalR Service",
    "Foundry Agent Service",
)
"""Names with words that stay in the singular or in the plural."""
_KNOWN = {
    "Azure Ai": "Azure AI",
    "Cosmos Db": "Cosmos DB",
    "CosmosDB": "Cosmos DB",
    "Entra Id": "Entra ID",
    "Hugging face": "Hugging Face",
    "HuggingFace": "Hugging Face",
    "Jupiter Notebook": "Jupyter Notebook",
    "Jupiter notebook": "Jupyter notebook",
    "MacOS": "macOS",
    "Semantic kernel": "Semantic Kernel",
    "StackOverflow": "Stack Overflow",
    "VS code": "VS Code",
    "VSCode": "VS Code",
    "Visual studio": "Visual Studio",
    "blog storage": "blob storage",
}
_NEVER_LOWER = "GitHub GitLab LinkedIn PowerShell WordPress YouTube".split()
"""Names that no package, command or language tag has in lower case."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|\.(?=js$)")
_COUNTED = re.compile(r"\b(?:Agent|App|Bot|Communication|Health Data|Service)s?\b")
_LEAST_LETTERS = 6


def form(text: str) -> str:
    """Return what all spellings of a name share: lower case, without hyphens, full stops and blanks."""
    return text.lower().replace("-", "").replace(".", "").replace(" ", "")


@lru_cache(maxsize=50_000)
def of_word(word: str, *, slips: bool = True) -> str:
    """Return the name, or the plural of the name, that a capitalised word misspells, or an empty text.

    Either other letters are capitals, a full stop or a hyphen is too many or missing, or, with `slips`, one slip of the
    keys is in it that makes no word of English.
    """
    if not word[:1].isupper() or word.isupper() or len(word) < 4 or word.endswith("-"):
        return ""
    written = form(word)
    for ending in ("", "s"):
        name = _forms().get(written.removesuffix(ending), "") if written.endswith(ending) else ""
        if name:
            return "" if word == name + ending else name + ending
    slipped = slips and len(written) >= _LEAST_LETTERS and word.isascii() and word.isalpha() and word[1:].islower()
    return _slipped(written) if slipped else ""


def _slipped(written: str) -> str:
    """Return the name that is one slip of the keys behind the first letter away, where this is no word of its own."""
    from rapidfuzz.distance import OSA

    near = {key for cut in _cuts(written) for key in _near().get(cut, ())}
    found = [key for key in sorted(near) if OSA.distance(key, written) == 1]
    return _forms()[found[0]] if len(found) == 1 and not dictionary.exists(written) else ""


def phrases(words: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the misspelled names of several words that may stand on a page with these words, with the right ones."""
    for last in words.intersection(_phrases()):
        for parts, wrong, right in _phrases()[last]:
            if parts <= words:
                yield wrong, right


@cache
def _forms() -> dict[str, str]:
    return {form(name): name for name in _NAMES}


@cache
def _near() -> dict[str, tuple[str, ...]]:
    """Return the longer names by what is left of them when one letter is missing."""
    found: dict[str, tuple[str, ...]] = {}
    for key in _forms():
        if len(key) >= _LEAST_LETTERS:
            for cut in _cuts(key):
                found[cut] = (*found.get(cut, ()), key)
    return found


def _cuts(word: str) -> set[str]:
    """Return a word, and the word without each of the letters behind its first one."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}


@cache
def _phrases() -> dict[str, list[tuple[frozenset[str], str, str]]]:
    """Return misspelled names of several words by their last one, each with its words and the right name."""
    found = _KNOWN | {name.lower(): name for name in _NEVER_LOWER}
    for name in _WRITTEN_APART:
        apart = _HUMP.sub(" ", name)
        found[apart] = found[apart.replace(" js", " JS")] = name
    for name in _NUMBERED:
        for match in _COUNTED.finditer(name):
            word = match.group()
            other = word.removesuffix("s") if word.endswith("s") else f"{word}s"
            found[name[: match.start()] + other + name[match.end() :]] = name
    by_last: dict[str, list[tuple[frozenset[str], str, str]]] = {}
    for wrong, right in found.items():
        words = wrong.split()
        by_last.setdefault(words[-1], []).append((frozenset(words), wrong, right))
    return by_last

"""Embed a few sentences with Azure OpenAI."""

# <embed>
from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import AzureOpenAI

token_provider = get_bearer_token_provider(
    DefaultAzureCredential(), "https://cognitiveservices.azure.com/.default"
)
client = AzureOpenAI(
    azure_endpoint="https://YOUR_RESOURCE.openai.azure.com",
    azure_ad_token_provider=token_provider,
    api_version="2024-10-21",
)


def embed(texts: list[str]) -> list[list[float]]:
    answer = client.embeddings.create(model="text-embedding-3-large", input=texts)
    return [item.embedding for item in answer.data]
# </embed>

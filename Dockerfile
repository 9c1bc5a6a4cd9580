# docker build -t checker . && docker run --rm -v "$PWD:/docs" checker check
FROM python:3.12-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/*
COPY . /source
RUN pip install --no-cache-dir /source && rm -rf /source
# The docs belong to the user outside; git reads them nevertheless.
RUN git config --system --add safe.directory '*'
WORKDIR /docs
ENTRYPOINT ["checker"]

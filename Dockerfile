# The program as a command: docker build -t budget-warehouse . ; then, in a folder with data/reports,
#     docker run --rm -u "$(id -u):$(id -g)" -v "$PWD/data:/budgets/data" budget-warehouse build
# Building the image builds the warehouse of the shipped report once: an image that cannot, is none.
FROM python:3.11-slim AS packages

WORKDIR /src
# the lock alone: this layer stays while only code changes
COPY requirements.lock ./
RUN python -m venv /opt/budgets \
    && /opt/budgets/bin/python -m pip install --no-cache-dir --require-hashes --no-deps \
        -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE.md ./
COPY ingest ingest
COPY expectations expectations
COPY notebooks notebooks
COPY dbt_project dbt_project
COPY docs/sql.md docs/sql.md
RUN /opt/budgets/bin/python -m pip install --no-cache-dir --no-deps .

FROM python:3.11-slim

ENV PATH=/opt/budgets/bin:$PATH PYTHONUNBUFFERED=1 HOME=/tmp
COPY --from=packages /opt/budgets /opt/budgets
COPY data/reports /tmp/shipped/data/reports
# names in Chinese need no locale, only UTF-8
ENV LANG=C.UTF-8
RUN cd /tmp/shipped && budgets build && rm -rf /tmp/shipped
WORKDIR /budgets
VOLUME /budgets/data
ENTRYPOINT ["budgets"]
CMD ["--help"]

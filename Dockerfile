# One image for every part of newsdesk: migrate, scheduler and query differ only in their command.
# Another base, for example one that knows your proxy's certificates: --build-arg PYTHON_IMAGE=... (docs/deploy.md).
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
WORKDIR /build
# Two environments: pip and the build backend stay in tools/, only /opt/newsdesk goes into the image.
RUN python -m venv tools && python -m venv --without-pip /opt/newsdesk
COPY requirements-run.lock ./
RUN tools/bin/pip --python /opt/newsdesk/bin/python install --no-cache-dir --require-hashes -r requirements-run.lock
COPY requirements.lock ./
# Of the developers' lock only the build backend and what it needs.
RUN awk '/^[a-z]/ { keep = /^(hatchling|packaging|pathspec|pluggy|tomlkit|trove-classifiers)==/ } keep' requirements.lock >build.lock \
    && tools/bin/pip install --no-cache-dir --require-hashes -r build.lock
COPY pyproject.toml README.md LICENSE newsdesk.py ./
COPY storage storage
COPY crawler crawler
COPY scheduler scheduler
RUN tools/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir dist . \
    && tools/bin/pip --python /opt/newsdesk/bin/python install --no-cache-dir --no-deps --root /build/ours dist/*.whl

FROM ${PYTHON_IMAGE} AS newsdesk
# Two layers: a new version of newsdesk on the same dependencies adds only the small one.
COPY --from=build /opt/newsdesk /opt/newsdesk
COPY --from=build /build/ours /
# The root is read-only in docker-compose.yml; what wants a home folder gets the one place that can be written.
ENV PATH=/opt/newsdesk/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp
WORKDIR /srv/newsdesk
USER 65532:65532
ENTRYPOINT ["newsdesk"]
CMD ["--help"]

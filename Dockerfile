# Untried: no Docker daemon was at hand where this was written. See docs/containers.md.
#   docker build -t ot4j .
#   docker run --rm -p 127.0.0.1:8888:8888 ot4j        and open the address that it prints
FROM eclipse-temurin:17-jdk-jammy

RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl fontconfig fonts-dejavu-core git \
        python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*

# Binder and Dev Containers expect a user with this number.
ARG NB_USER=ot4j
ARG NB_UID=1000
RUN useradd --create-home --uid "$NB_UID" --shell /bin/bash "$NB_USER"
COPY --chown=$NB_UID:$NB_UID . /home/$NB_USER/ot4j
USER $NB_USER
WORKDIR /home/$NB_USER/ot4j

# All that is downloaded is in the image, and the first lesson runs at once.
RUN sh ./ot4j setup && sh ./ot4j run notebooks/quickstart.ipynb

EXPOSE 8888
CMD ["sh", "./ot4j", "lab", "--ip=0.0.0.0", "--no-browser"]

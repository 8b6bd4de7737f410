# Benchscribe in a container: a build stage with everything, a final stage with what runs.
# Node is a current LTS; the program itself asks for 20.19 or newer.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY scripts ./scripts
COPY examples ./examples
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    RUNTIME_DIRECTORY=/tmp/benchscribe \
    STATE_DIRECTORY=/var/lib/benchscribe \
    BENCHSCRIBE_CONFIG=/etc/benchscribe/benchscribe.yaml
WORKDIR /opt/benchscribe
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE ./
COPY config/container.yaml /etc/benchscribe/benchscribe.yaml
RUN ln -s /opt/benchscribe/dist/main.js /usr/local/bin/benchscribe && mkdir /srv/bench && chown node:node /srv/bench \
    && mkdir -m 1777 /var/lib/benchscribe
# Uid 1000, and any other one may keep state. Reports are written beside the artifacts, so this user needs write access there: see docs/deployment.md.
USER node
VOLUME /srv/bench /var/lib/benchscribe
# The daemon is process 1 and a crash ends the container, which the restart policy answers. What this check adds: does the daemon still
# work (its heartbeat lies in RUNTIME_DIRECTORY), are the mounted trees there and writable, and does Redis answer?
HEALTHCHECK --interval=60s --timeout=15s --start-period=20s --retries=3 CMD ["benchscribe", "doctor", "--quick"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["benchscribe"]
CMD ["watch"]

# The gateway on the official Node image. There is no build step: Node runs the TypeScript as it is.
# The embedded PostgreSQL is left out: give the container a DATABASE_URL.
FROM node:24-bookworm-slim

ENV NODE_ENV=production
WORKDIR /app

COPY package.json package-lock.json ./
# Without the optional packages (the embedded PostgreSQL, a Node of its own) and without those for development.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund && npm cache clean --force

COPY . .

# Keys of the sandbox and what the gateway notes about itself; the records are in PostgreSQL.
RUN mkdir /data && chown node:node /data
VOLUME /data
ENV THROUGHLINE_DATA=/data THROUGHLINE_HOST=0.0.0.0

USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

ENTRYPOINT ["node", "--min-semi-space-size=4", "bin/throughline.mjs"]
CMD ["serve"]

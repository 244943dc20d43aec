/**
 * The HTTP door: every address of the gateway, over one Gateway. It checks the form of requests and the token, and
 * leaves every question about a resource to the gateway, so that nothing here can tell what exists.
 */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { Express } from 'express'
import { issue } from '../fhir/outcome.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Credentials } from '../partners/credentials.ts'
import { openRoutes } from './discovery.ts'
import { open, refuse, rescue, serve, unknownAddress } from './edge.ts'
import type { ApiLog, EdgeOptions } from './edge.ts'
import { exchangeRoutes } from './exchange.ts'
import { operationRoutes } from './operations.ts'
import { restRoutes } from './rest.ts'
import { terminologyRoutes } from './terminology.ts'
import { refusal } from './route.ts'
import type { Route } from './route.ts'

export type ApiLimits = {
  readonly bodyBytesMax: number
  readonly tokenRequestBytesMax: number
  readonly requestTimeoutMs: number
  readonly headersTimeoutMs: number
  readonly keepAliveTimeoutMs: number
  readonly connectionsMax: number
}

export type ApiOptions = {
  readonly gateway: Gateway
  readonly authenticate: Credentials['authenticate']
  readonly verifyToken: Credentials['verifyToken']
  readonly config: { readonly baseUrl: string; readonly limits: ApiLimits }
  readonly log: ApiLog
  /** For request ids: a new UUID. */
  readonly newId: () => string
  /** Milliseconds that only go forward, for the log. */
  readonly ticks: () => number
  readonly version: string
  /** Of this process: a second start knows the first by it. */
  readonly instance: string
}

export type Api = {
  /** Port 0 takes any that is free. Rejects with the code of the system, EADDRINUSE for instance. */
  start(port: number, host: string): Promise<{ url: string; port: number }>
  /** Takes no more requests, waits for those under way, at most so long, and for what they still have to write down. */
  stop(drainTimeoutMs: number): Promise<void>
}

/** The most special address first: `/fhir/metadata` would be a type otherwise. */
export const routes: readonly Route[] = [
  ...openRoutes,
  ...operationRoutes,
  ...terminologyRoutes,
  ...restRoutes,
  ...exchangeRoutes,
]

export function createApi({
  gateway,
  authenticate,
  verifyToken,
  config,
  log,
  newId,
  ticks,
  version,
  instance,
}: ApiOptions): Api {
  let isDraining = false
  const pending = new Set<Promise<void>>()
  const app = createApp({
    ground: {
      gateway,
      authenticate,
      baseUrl: config.baseUrl,
      version,
      instance,
      isDraining: () => isDraining,
    },
    verifyToken,
    limits: config.limits,
    log,
    newId,
    ticks,
    track(work) {
      pending.add(work)
      void work.finally(() => pending.delete(work))
    },
  })
  const server = createBoundedServer(app, config.limits)
  return {
    start: (port, host) => listen(server, port, host),
    async stop(drainTimeoutMs) {
      isDraining = true
      await drain(server, drainTimeoutMs)
      await Promise.allSettled(pending)
    },
  }
}

function createApp(options: EdgeOptions): Express {
  const app = express()
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').set('query parser', false)
  app.use(open(options))
  for (const [path, atPath] of Map.groupBy(routes, (route) => route.path)) {
    const place = app.route(path)
    for (const route of atPath) place[method(route)](serve(route, options))
    const allow = atPath
      .flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]))
      .join(', ')
    const text = `This address takes ${allow}.`
    place.all(refuse(options, { ...refusal(405, issue('not-supported', text)), headers: { Allow: allow } }))
  }
  app.use(refuse(options, unknownAddress))
  app.use(rescue(options))
  return app
}

function method(route: Route): 'get' | 'post' | 'put' {
  const names = { GET: 'get', POST: 'post', PUT: 'put' } as const
  return names[route.method]
}

function createBoundedServer(app: Express, limits: ApiLimits): Server {
  const server = createServer(
    {
      requestTimeout: limits.requestTimeoutMs,
      headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
      keepAliveTimeout: limits.keepAliveTimeoutMs,
    },
    app,
  )
  server.maxConnections = limits.connectionsMax
  return server
}

async function listen(server: Server, port: number, host: string): Promise<{ url: string; port: number }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { address, family, port: actual } = server.address() as AddressInfo
  return { url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`, port: actual }
}

async function drain(server: Server, timeoutMs: number): Promise<void> {
  if (!server.listening) return
  await new Promise<void>((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), timeoutMs)
    server.close(() => {
      clearTimeout(late)
      resolve()
    })
  })
}

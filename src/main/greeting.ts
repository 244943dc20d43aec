/** What `serve` tells at the terminal: where everything is and what to try, or who was there before. */
import { createServer } from 'node:net'
import { tokenUrlOf } from '../api/discovery.ts'
import type { Config } from '../config.ts'
import { softwareVersion } from './ground.ts'
import { logFileOf } from './log.ts'
import { askLive } from './running.ts'
import type { Running } from './running.ts'
import { CommandError, print } from './usage.ts'

export async function greeting(config: Config, database: string, ms: number): Promise<string> {
  const { baseUrl, mode, partners } = config
  const lines = [
    `Throughline ${await softwareVersion()} is ready after ${(ms / 1000).toFixed(1)} s.`,
    `  FHIR      ${baseUrl}/fhir (what it does: ${baseUrl}/fhir/metadata)`,
    `  Tokens    ${tokenUrlOf(baseUrl)}`,
    `  Database  ${database}`,
    ...(mode === 'sandbox' ? [`  Log       ${logFileOf(config)}`] : []),
    `  Partners  ${partners.map(({ id, endpoint }) => (endpoint ? `${id} (${endpoint})` : id)).join(', ')}`,
  ]
  if (mode === 'production') return lines.join('\n')
  return [
    ...lines,
    'This is the sandbox: invented partners and persons. To try, in another terminal:',
    '  npx throughline partner list',
    '  TOKEN=$(npx throughline partner token lakeside --quiet)',
    `  curl -H "Authorization: Bearer $TOKEN" ${baseUrl}/fhir/Task`,
    '  npm run demo',
    'Ctrl-C stops all of it.',
  ].join('\n')
}

export function sayRunning({ url, pid }: Running): void {
  print(`Throughline runs already at ${url} (process ${pid}): use it, or stop it first with: kill ${pid}`)
}

/** Asked before anything is started; what takes the port in between is told by the listening itself. */
export async function isFree({ port, host }: Config): Promise<boolean> {
  const probe = createServer()
  return await new Promise((resolve) => {
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}

export async function taken({ host, port }: Config): Promise<CommandError> {
  const live = await askLive(`http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`)
  const who = live ? 'another Throughline (with another data directory)' : 'another program'
  return new CommandError(`Port ${port} of ${host} is taken by ${who}: stop it, or set PORT to a free one.`)
}

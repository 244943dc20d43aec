/** What `serve` tells at the terminal: where everything is and what to try, or who was there before. */
import { tokenUrlOf } from '../api/discovery.ts'
import type { Config } from '../config.ts'
import { softwareVersion } from './ground.ts'
import { logFileOf } from './log.ts'
import type { Running } from './running.ts'
import { print } from './usage.ts'

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

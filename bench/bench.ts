/**
 * The one way to run a bench: `npm run bench -- NAME [--json] [--quick] [--profile FOLDER]`. A bench is a file beside this
 * one that exports `run`. With --json exactly one JSON object goes to the standard output; progress goes to the other one.
 */
import { existsSync, globSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { machineAt } from './measure.ts'
import { tableOf } from './report.ts'
import type { BenchOptions, BenchReport } from './report.ts'

type Bench = { readonly run: (options: BenchOptions) => Promise<BenchReport> }

const folder = import.meta.dirname

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, profile: { type: 'string' } },
  })
  const [name = '', ...rest] = positionals
  const bench = rest.length === 0 ? await benchOf(name) : undefined
  if (!bench) {
    process.stderr.write(
      `npm run bench -- NAME [--json] [--quick] [--profile FOLDER], NAME one of: ${await names()}\n`,
    )
    process.exitCode = 2
    return
  }
  const report = await bench.run({
    isQuick: values.quick === true,
    profileTo: values.profile,
    machine: await machineAt(new Date().toISOString()),
    say: (line) => void process.stderr.write(`${line}\n`),
  })
  process.stdout.write(`${values.json ? JSON.stringify(report) : tableOf(report)}\n`)
}

/** The bench of this name; a file that measures nothing itself is none. */
async function benchOf(name: string): Promise<Bench | undefined> {
  if (!/^[a-z0-9-]+$/.test(name) || name === 'bench' || !existsSync(`${folder}/${name}.ts`)) return undefined
  const bench = (await import(`./${name}.ts`)) as Partial<Bench>
  return bench.run ? { run: bench.run } : undefined
}

async function names(): Promise<string> {
  const all = globSync('*.ts', { cwd: folder }).map((file) => file.replace(/\.ts$/, ''))
  const benches = await Promise.all(all.map(async (name) => ((await benchOf(name)) ? [name] : [])))
  return benches.flat().sort().join(', ')
}

await main(process.argv.slice(2))

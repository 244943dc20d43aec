/**
 * `npm run bench -- validation`: our validator from text beside `JSON.parse` of the same bytes, @medplum/core and HAPI
 * FHIR; what it costs to load, and how its cost grows. Each measurement is made in a process of its own.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import { join } from 'node:path'
import { percentile, rounded } from './measure.ts'
import type { BenchOptions, BenchReport, Table } from './report.ts'
import type { Task } from './validation-child.ts'
import type { EngineName } from './validation/engines.ts'
import { folderOf, SET_NAMES, sharedFolder, textsOf, type SetName } from './validation/ground.ts'
import type { ProfilesCost, SizeCost } from './validation/growth.ts'
import { buildHapi, type Hapi } from './validation/hapi.ts'
import type { Loaded } from './validation/load.ts'
import type { Rounds } from './validation/rounds.ts'
import type { Rules } from './validation/rules.ts'
import { agreementTable, speedTable, type SetResult, type Side } from './validation/tables.ts'

export async function run({ isQuick, machine, say, profileTo }: BenchOptions): Promise<BenchReport> {
  const child = childOf(profileTo)
  const notes = [
    'per CPU s: resources, from text, one thread; the median of the rounds. ratio: to JSON.parse of the same text, in the same rounds.',
    'invariants evaluated: FHIRPath programs that the walker ran in one pass (the clean check has the same rules in its code); the other rules are those that the definitions state for the values of the set.',
  ]
  if (sharedFolder() === undefined)
    notes.push('official, uscore and HAPI were skipped: THROUGHLINE_SHARED does not lead to them.')
  const hapi = await hapiOrNote(isQuick, notes, say)
  try {
    const sets: SetResult[] = []
    for (const set of SET_NAMES.filter((each) => folderOf(each) !== undefined))
      sets.push(await measureSet(set, { child, hapi, isQuick, say }))
    const { tables, facts } = await measureCosts({ child, isQuick, say })
    return {
      bench: 'validation',
      machine,
      isQuick,
      facts,
      comparisons: [],
      tables: [speedTable(sets), ...agreementTable(sets), ...tables],
      notes,
    }
  } finally {
    await hapi?.remove()
  }
}

type Say = BenchOptions['say']
type Child = <Result>(task: Task, environment?: Readonly<Record<string, string>>) => Promise<Result>

async function hapiOrNote(isQuick: boolean, notes: string[], say: Say): Promise<Hapi | undefined> {
  if (isQuick) {
    notes.push('HAPI was skipped: a quick run does not build it.')
    return undefined
  }
  say('HAPI: building')
  const hapi = await buildHapi()
  if (typeof hapi !== 'string') return hapi
  notes.push(`HAPI was skipped: ${hapi}.`)
  return undefined
}

type Means = { readonly child: Child; readonly isQuick: boolean; readonly say: Say }

async function measureSet(
  set: SetName,
  { child, hapi, isQuick, say }: Means & { hapi: Hapi | undefined },
): Promise<SetResult> {
  const texts = textsOf(set)
  const sides: Record<string, Side> = {}
  const engines: readonly EngineName[] = ['throughline', '@medplum/core']
  for (const engine of engines) {
    say(`${set}: ${engine}`)
    const effort = isQuick
      ? { rounds: 3, roundMs: 150, warmUpMs: 600 }
      : { rounds: 11, roundMs: 500, warmUpMs: 3_000 }
    sides[engine] = await child<Rounds>({ task: 'rounds', engine, set, ...effort })
  }
  if (hapi) {
    say(`${set}: HAPI`)
    const parse = sides['throughline']?.parsePerSecond ?? Number.NaN
    // It cannot go on where a resource makes it throw: then the set has its verdicts without its speed.
    const speed = await hapi.speed(set, { warm: 25, measured: 12 }).catch(() => NO_SPEED)
    sides['HAPI'] = { ...speed, ratio: speed.perSecond / parse, errors: await hapi.verdicts(set) }
  }
  say(`${set}: rules`)
  const rules = await child<Rules>({ task: 'rules', set })
  const bytes = texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  return { set, resources: texts.length, bytes, sides, rules }
}

const NO_SPEED = { perSecond: Number.NaN, parsePerSecond: Number.NaN }

async function measureCosts({
  child,
  isQuick,
  say,
}: Means): Promise<{ tables: Table[]; facts: BenchReport['facts'] }> {
  say('load')
  const loads = await measureLoad(child, isQuick ? 3 : 7)
  say('size')
  const sizes = isQuick ? [10_000, 1_000_000] : [10_000, 100_000, 1_000_000, 10_000_000]
  const sizeCosts = await child<SizeCost[]>({ task: 'size', sizes, leastMs: isQuick ? 100 : 1_000 })
  say('profiles')
  const counts = [0, 200, 1_000]
  const profileCosts = await child<ProfilesCost[]>({
    task: 'profiles',
    counts,
    rounds: isQuick ? 3 : 9,
    roundMs: isQuick ? 100 : 400,
  })
  return {
    facts: loads,
    tables: [
      {
        title: 'cost by size (CPU, JSON.parse included)',
        rows: sizeCosts.map((cost) => roundedRow({ ...cost })),
      },
      {
        title: 'cost by profiles loaded and compiled',
        rows: profileCosts.map((cost) => roundedRow({ ...cost })),
      },
    ],
  }
}

function roundedRow(row: Readonly<Record<string, number | string>>): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'number' && !Number.isInteger(value) ? rounded(value) : value,
    ]),
  )
}

/** Medians of fresh processes: with the compiled code of the start before, as the launcher keeps it; and without. */
async function measureLoad(child: Child, times: number): Promise<BenchReport['facts']> {
  const cache = await mkdtemp(join(os.tmpdir(), 'throughline-bench-'))
  try {
    const first = await child<Loaded>({ task: 'load' }, { NODE_COMPILE_CACHE: cache })
    const later: Loaded[] = []
    for (let time = 0; time < times; time += 1)
      later.push(await child<Loaded>({ task: 'load' }, { NODE_COMPILE_CACHE: cache }))
    const median = (of: (loaded: Loaded) => number): number => rounded(percentile(later.map(of), 50))
    return {
      loadWallMs: median(({ wallMs }) => wallMs),
      loadCpuMs: median(({ cpuMs }) => cpuMs),
      ofTheseFirstValidationCpuMs: median(({ firstMs }) => firstMs),
      firstStartEverCpuMs: rounded(first.cpuMs),
      residentMb: median(({ residentMb }) => residentMb),
      firstStartEverResidentMb: rounded(first.residentMb),
      profiles: first.profiles,
      compileAllCpuMs: median(({ compileAllMs }) => compileAllMs),
      residentMbAllCompiled: median(({ residentAllMb }) => residentAllMb),
      heapMbAllCompiled: median(({ heapMb }) => heapMb),
    }
  } finally {
    await rm(cache, { recursive: true, force: true })
  }
}

/** Bytes of the result of a measurement. */
const RESULT_BYTES_MAX = 16 * 1024 * 1024

/** Of what a failed process says the end: the beginning may be a whole file of minified code. */
const ERROR_CHARACTERS_MAX = 1_000

/** Processes that do one measurement each, with Node's own settings. */
function childOf(profileTo: string | undefined): Child {
  const program = join(import.meta.dirname, 'validation-child.ts')
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`]
  return async <Result>(task: Task, environment: Readonly<Record<string, string>> = {}) => {
    const args = ['--no-warnings', '--expose-gc', ...profiling, program, JSON.stringify(task)]
    return await new Promise<Result>((resolve, reject) => {
      const options = { env: { ...process.env, ...environment }, maxBuffer: RESULT_BYTES_MAX }
      execFile(process.execPath, args, options, (error, stdout, stderr) => {
        if (error) reject(new Error(`${task.task} failed: ${stderr.slice(-ERROR_CHARACTERS_MAX)}`))
        else resolve(JSON.parse(stdout) as Result)
      })
    })
  }
}

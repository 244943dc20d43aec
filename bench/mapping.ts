/**
 * `npm run bench -- mapping`: the main case through the maps in both directions, the loss report included, beside what cannot be
 * cheaper (JSON.parse of the same output, a plain copy of it); and one map beside the peers that carry it out rightly.
 */
import { percentile, rounded } from './measure.ts'
import { fhirBack, mainCase } from './mapping/main-case.ts'
import type { Side } from './mapping/main-case.ts'
import { hl7PerCpuSecond, peerSides } from './mapping/peers.ts'
import type { BenchOptions, BenchReport, Table } from './report.ts'
import { cpuMsSince } from './validation/cpu.ts'

type Effort = { readonly rounds: number; readonly roundMs: number; readonly warmUpMs: number }

export async function run({ isQuick, machine, say }: BenchOptions): Promise<BenchReport> {
  const effort: Effort = isQuick
    ? { rounds: 5, roundMs: 150, warmUpMs: 700 }
    : { rounds: 15, roundMs: 500, warmUpMs: 3_000 }
  const notes = [
    'per CPU s: one thread, garbage collection included; the median of the rounds, in which the sides take turns.',
    'ratio: how many times as fast as the first side of its table.',
  ]
  say('the main case to FHIR')
  const forward = await mainCase()
  const tables: Table[] = [tableOf('a record of the main case to FHIR', forward.sides, effort)]
  const back = await fhirBack()
  if (back) {
    say('FHIR back to the record')
    tables.push(tableOf('its resources back to a record', back.sides, effort))
  } else notes.push('The content has no maps back to the record: that direction was skipped.')
  say('the peers')
  const peers = await peerSides()
  const hl7 = isQuick ? 'a quick run does not start it' : await hl7PerCpuSecond()
  if (typeof hl7 === 'string') notes.push(`HL7's engine was skipped: ${hl7}.`)
  const measured = tableOf('one map of 36 rules, all sides with the same result', peers, effort)
  const [own] = measured.rows
  const rows =
    typeof hl7 === 'number'
      ? [...measured.rows, rowOf("HL7's engine (Java)", hl7, Number(own?.['per CPU s']))]
      : measured.rows
  tables.push({ ...measured, rows })
  return {
    bench: 'mapping',
    machine,
    isQuick,
    facts: { ...forward.facts, ...back?.facts },
    comparisons: [],
    tables,
    notes,
  }
}

function tableOf(title: string, sides: readonly Side[], effort: Effort): Table {
  for (const { operate } of sides) perCpuSecond(operate, effort.warmUpMs)
  const rounds = Array.from({ length: effort.rounds }, () =>
    sides.map(({ operate }) => perCpuSecond(operate, effort.roundMs)),
  )
  const medians = sides.map((_side, index) =>
    percentile(
      rounds.map((round) => round[index] ?? 0),
      50,
    ),
  )
  return { title, rows: sides.map(({ name }, index) => rowOf(name, medians[index] ?? 0, medians[0] ?? 0)) }
}

function rowOf(side: string, perSecond: number, first: number): Record<string, number | string> {
  return {
    side,
    'per CPU s': rounded(perSecond),
    'CPU ms each': rounded(1_000 / perSecond),
    ratio: rounded(perSecond / first),
  }
}

function perCpuSecond(operate: () => unknown, leastMs: number): number {
  const before = process.cpuUsage()
  let operations = 0
  let ms = 0
  while (ms < leastMs) {
    for (let count = 0; count < 5; count += 1) operate()
    operations += 5
    ms = cpuMsSince(before)
  }
  return (operations / ms) * 1_000
}

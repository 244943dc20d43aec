/** What a bench reports, and the table that people read; with --json the report itself is printed. */
import type { Machine, Measured } from './measure.ts'

export type BenchOptions = {
  /** A look, not a measurement: less of everything. */
  readonly isQuick: boolean
  /** A folder for a CPU profile of what is measured. */
  readonly profileTo: string | undefined
  readonly machine: Machine
  /** Where the bench is; not part of the report. */
  readonly say: (line: string) => void
}

/** The same work done by several sides in one run; the first one is what the bench is about. */
export type Comparison = {
  readonly subject: string
  readonly concurrency: number
  readonly sides: Readonly<Record<string, Measured>>
  /** The first side by the second: how many times faster, or as expensive. */
  readonly ratios: Readonly<Record<string, number>>
  readonly facts: Readonly<Record<string, number>>
}

/** A table of any other kind: the rows have the same columns, in the same order. */
export type Table = {
  readonly title: string
  readonly rows: readonly Readonly<Record<string, number | string>>[]
}

export type BenchReport = {
  readonly bench: string
  readonly machine: Machine
  readonly isQuick: boolean
  readonly facts: Readonly<Record<string, number | string>>
  readonly comparisons: readonly Comparison[]
  readonly tables?: readonly Table[]
  readonly notes: readonly string[]
}

/** The report as text: one line a side. */
export function tableOf({ bench, machine, isQuick, facts, comparisons, tables, notes }: BenchReport): string {
  const machineFacts = Object.entries(machine).map(([name, value]) => `${name} ${value}`)
  const lines = [
    `${bench}${isQuick ? ' (quick: a look, not a measurement)' : ''}`,
    machineFacts.join(', '),
    Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    '',
    ...(comparisons.length > 0 ? aligned([COLUMNS, ...comparisons.flatMap(rowsOf)]) : []),
    ...(tables ?? []).flatMap(linesOf),
    '',
    ...notes,
  ]
  return lines.join('\n')
}

const COLUMNS = ['', 'at once', '', 'operations', 'per s', 'p50 ms', 'p99 ms', 'CPU ms each']

function linesOf({ title, rows }: Table): string[] {
  const columns = Object.keys(rows[0] ?? {})
  return [
    '',
    title,
    ...aligned([columns, ...rows.map((row) => columns.map((name) => String(row[name] ?? '')))]),
  ]
}

function rowsOf({ subject, concurrency, sides, ratios, facts }: Comparison): string[][] {
  const measured = Object.entries(sides).map(
    ([side, { operations, perSecond, p50Ms, p99Ms, cpuMs }], index) => [
      index === 0 ? subject : '',
      index === 0 ? String(concurrency) : '',
      side,
      String(operations),
      String(perSecond),
      String(p50Ms),
      String(p99Ms),
      pairs(cpuMs),
    ],
  )
  return [...measured, [pairs(facts), '', 'ratio', '', ...ratioCells(ratios)]]
}

function ratioCells({ perSecond, p50Ms, p99Ms, cpuMs }: Readonly<Record<string, number>>): string[] {
  return [perSecond, p50Ms, p99Ms, cpuMs].map((ratio) => (ratio === undefined ? '' : `× ${ratio}`))
}

function pairs(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/**
 * One engine on one set, in a process of its own: rounds of `JSON.parse` and of parsing and validating by turns, so that
 * what disturbs the machine disturbs both. CPU time is that of the whole process, garbage collection included.
 */
import type { Resource } from '../../src/fhir/resource.ts'
import { percentile } from '../measure.ts'
import { cpuMsSince } from './cpu.ts'
import { engineOf, type EngineName } from './engines.ts'
import { textsOf, type SetName } from './ground.ts'

export type RoundsTask = {
  readonly task: 'rounds'
  readonly engine: EngineName
  readonly set: SetName
  readonly rounds: number
  /** CPU milliseconds of one side of a round; at least one pass over the set. */
  readonly roundMs: number
  readonly warmUpMs: number
}

export type Rounds = {
  /** Resources for each CPU second: the medians of the rounds. */
  readonly parsePerSecond: number
  readonly perSecond: number
  /** The median of the rounds' own ratios. */
  readonly ratio: number
  /** Errors of each resource, by file. */
  readonly errors: Readonly<Record<string, number>>
}

export function runRounds({ engine, set, rounds, roundMs, warmUpMs }: RoundsTask): Rounds {
  const texts = textsOf(set)
  const check = engineOf(engine, set)
  const parse = (text: string): unknown => JSON.parse(text)
  const validate = (text: string): unknown => check(JSON.parse(text) as Resource)
  const errors = Object.fromEntries(
    texts.map(({ file, text }) => [file, check(JSON.parse(text) as Resource)]),
  )
  const all = texts.map(({ text }) => text)
  // Compiled and optimized by V8 before the first round: what is measured is a gateway that has been running.
  perCpuSecond(all, validate, warmUpMs)
  perCpuSecond(all, parse, roundMs)
  const measured = Array.from({ length: rounds }, () => {
    const parsed = perCpuSecond(all, parse, roundMs)
    return { parsed, validated: perCpuSecond(all, validate, roundMs) }
  })
  const median = (values: number[]): number => percentile(values, 50)
  return {
    parsePerSecond: median(measured.map(({ parsed }) => parsed)),
    perSecond: median(measured.map(({ validated }) => validated)),
    ratio: median(measured.map(({ parsed, validated }) => validated / parsed)),
    errors,
  }
}

function perCpuSecond(texts: readonly string[], operate: (text: string) => unknown, leastMs: number): number {
  const before = process.cpuUsage()
  let operations = 0
  let ms = 0
  while (ms < leastMs) {
    for (const text of texts) operate(text)
    operations += texts.length
    ms = cpuMsSince(before)
  }
  return (operations / ms) * 1_000
}

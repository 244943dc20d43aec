/**
 * `validate --cases`: a manifest of test cases in the form of FHIR/fhir-test-cases, each checked with its own supporting
 * files; the verdicts come out as a JSON line a case. What HL7's validator refuses as a tool counts here (`toolPolicy`).
 */
import path from 'node:path'
import { existsSync } from 'node:fs'
import type { Definitions } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import type { Finding } from '../validation/finding.ts'
import { ValidationError } from '../validation/validation.ts'
import { definitionSet } from './definition-set.ts'
import { readContent, readJson, resourcesIn } from './resource-files.ts'
import { CommandError } from './usage.ts'
import { placed } from './validate-check.ts'
import { verdictOf, type Verdict } from './validation-report.ts'

export type Case = {
  readonly id: string
  readonly file: string
  readonly supporting: readonly string[]
  readonly profileSource: string | undefined
  readonly profileUrl: string | undefined
}

export type CaseOptions = {
  readonly definitions: Definitions
  readonly now: string
  readonly toolPolicy: boolean
}

/** The cases of a manifest, and the folder of their files. */
export async function readManifest(file: string): Promise<{ cases: Case[]; folder: string }> {
  const manifest = await readJson(file)
  const cases = isObject(manifest) ? manifest['cases'] : undefined
  if (!Array.isArray(cases)) throw new CommandError(`${file} is no manifest: it has no list of cases.`)
  const here = path.dirname(file)
  const files = path.join(here, 'files')
  return { cases: cases.filter(isObject).map(caseOf), folder: existsSync(files) ? files : here }
}

function caseOf(each: Readonly<Record<string, unknown>>): Case {
  const text = (name: string): string | undefined => (typeof each[name] === 'string' ? each[name] : undefined)
  const supporting: unknown = each['supporting']
  return {
    id: text('id') ?? '',
    file: text('file') ?? '',
    supporting: Array.isArray(supporting) ? supporting.filter((item) => typeof item === 'string') : [],
    profileSource: text('profileSource'),
    profileUrl: text('profileUrl'),
  }
}

/** Checks one case. */
export async function checkCase(given: Case, folder: string, options: CaseOptions): Promise<Verdict> {
  const { structures } = options.definitions
  const content = await readContent(path.join(folder, given.file), structures)
  if (content.kind === 'fault')
    return verdictOf(given.id, [{ ...broken('structure', 'json', content.fault), ...content.at }])
  const verdict = (findings: readonly Finding[]): Verdict =>
    verdictOf(given.id, content.text === undefined ? findings : placed(findings, content.text))
  const { profileSource } = given
  const files = new Set([...given.supporting, ...(profileSource === undefined ? [] : [profileSource])])
  const resources = []
  for (const file of files) {
    const supporting = await readContent(path.join(folder, file), structures)
    if (supporting.kind === 'value') resources.push(...resourcesIn(supporting.value))
  }
  const source =
    profileSource === undefined ? undefined : await readContent(path.join(folder, profileSource), structures)
  const sourceUrl = source?.kind === 'value' && isObject(source.value) ? source.value['url'] : undefined
  const profile = given.profileUrl ?? (typeof sourceUrl === 'string' ? sourceUrl : undefined)
  const { validator, resolve } = definitionSet(options.definitions, resources)
  const asked = { now: options.now, resolve, toolPolicy: options.toolPolicy, targets: true }
  const findings = validator.check(content.value, asked)
  if (profile === undefined) return verdict(findings)
  try {
    const further = validator.compile(profile)(content.value, asked)
    return verdict([...findings, ...further])
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    return verdict([...findings, broken('not-supported', error.code, error.message)])
  }
}

function broken(code: Finding['code'], rule: string, text: string): Finding {
  return { severity: 'error', code, expression: '', rule, profile: '', text }
}

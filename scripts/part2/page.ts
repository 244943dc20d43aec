/** Makes docs/part2.md of its template, policies/rules.json and the table of rules (test/consent/rules). The same table gives the same bytes. */
import { readFileSync } from 'node:fs'
import type { RuleCase, RuleRow } from '../../test/consent/rules/case.ts'
import { cases, sections } from '../../test/consent/rules/table.ts'
import { traps } from '../../test/consent/rules/traps.ts'
import type { Trap } from '../../test/consent/rules/traps.ts'

type Cited = { readonly id: string; readonly citation: string; readonly mark: string }

/** The page as it should be on disk. */
export function part2Page(): string {
  const template = readFileSync(new URL('template.md', import.meta.url), 'utf8')
  const parts: Readonly<Record<string, string>> = {
    rules: sections.map(({ title, rows }) => `### ${title}\n\n${ruleTable(rows)}`).join('\n\n'),
    'not-enforced': notEnforcedTable(sections.flatMap(({ rows }) => rows)),
    traps: trapTable(),
    counts: countsText(),
  }
  return template.replaceAll(/\{\{([a-z-]+)\}\}/g, (_, name: string) => {
    const part = parts[name]
    if (part === undefined) throw new Error(`the template asks for ${name}, which is not made`)
    return part
  })
}

const rulesFile = new URL('../../policies/rules.json', import.meta.url)
const { rules: cited } = JSON.parse(readFileSync(rulesFile, 'utf8')) as { rules: Cited[] }

function ruleTable(rows: readonly RuleRow[]): string {
  const enforced = rows.filter(({ notEnforced }) => notEnforced === undefined)
  if (enforced.length === 0) return 'Nothing of this is enforced; see below.'
  return table(
    ['Rule', 'Source', 'Mark', 'What happens', 'Where', 'Permit', 'Deny'],
    enforced.map((row) => [
      row.rule,
      ...sourceOf(row),
      row.what,
      row.where.map((place) => `\`${place}\``).join(' · '),
      sideOf(row, 'permit'),
      sideOf(row, 'deny'),
    ]),
  )
}

/** The cases of one side in their own words, then the tests elsewhere, or why there is none. */
function sideOf(row: RuleRow, verdict: RuleCase['verdict']): string {
  const own = cases.filter((each) => each.rule === row.rule && each.verdict === verdict)
  const elsewhere = (verdict === 'permit' ? row.permits : row.denies) ?? []
  const reason = verdict === 'permit' ? row.noPermit : row.noDeny
  const lines = [...own.map(({ name }) => name), ...elsewhere.map(referred)]
  return reason === undefined ? lines.join('<br>') : `None: ${reason}`
}

function notEnforcedTable(rows: readonly RuleRow[]): string {
  const open = rows.flatMap((row) =>
    row.notEnforced === undefined ? [] : [[row.rule, ...sourceOf(row), row.what, row.notEnforced]],
  )
  return table(['Rule', 'Source', 'Mark', 'What it is about', 'Why'], open)
}

function trapTable(): string {
  return table(
    ['Trap', 'What', 'Shown by'],
    traps.map((each) => [String(each.trap), each.what, shownBy(each)]),
  )
}

function shownBy({ trap, shown = [], elsewhere, open }: Trap): string {
  if (elsewhere !== undefined) return `No question of consent: ${elsewhere}`
  if (open !== undefined) return `Nothing: ${open}`
  const own = cases.filter((each) => each.trap === trap)
  return [
    ...own.map(({ rule, verdict, name }) => `${rule}, ${verdict}: ${name}`),
    ...shown.map(referred),
  ].join('<br>')
}

function countsText(): string {
  const of = (verdict: RuleCase['verdict']): number => cases.filter((each) => each.verdict === verdict).length
  return `${of('permit')} cases for permit and ${of('deny')} for deny`
}

function sourceOf({ rule, citation, mark }: RuleRow): readonly [string, string] {
  const known = cited.find(({ id }) => id === rule)
  return [known?.citation ?? citation ?? '', known?.mark ?? mark ?? '']
}

/** `test/file.test.ts "title"`, with the file as code. */
function referred(reference: string): string {
  return reference.replace(/^\S+/, '`$&`')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

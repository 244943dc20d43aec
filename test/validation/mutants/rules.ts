/** The rule ids that the source of the validator can report, read from the source itself. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../src/validation', import.meta.url))

/** What a `rule:` may be besides the names of rules: types, the keys of invariants, names that are passed on. */
const PASSED_ON = /^(?:string|[A-Z]\w*|\{.*|constraint\.key|fault\.rule|ruleName|rule)$/
/** Rules whose names are put together. */
const BUILT: Readonly<Record<string, readonly string[]>> = {
  '`bundle-${type}`': ['bundle-document', 'bundle-message'],
}

export type SourceRules = { readonly rules: readonly string[]; readonly unread: readonly string[] }

/** The rules, and what stands in the place of a rule and could not be read as one. */
export function rulesInSource(): SourceRules {
  const rules = new Set<string>()
  const unread: string[] = []
  for (const file of readdirSync(folder, { encoding: 'utf8', recursive: true })) {
    if (!file.endsWith('.ts')) continue
    const source = readFileSync(`${folder}/${file}`, 'utf8')
    for (const [, given = ''] of source.matchAll(/\brule: ?((?:`[^`]*`|[^,;)}\n])+)/g)) {
      const value = given.trim()
      // Of a choice between two names the condition is left out.
      const names = [...value.slice(value.indexOf('?') + 1).matchAll(/'([a-z0-9-]+)'/g)].map(
        ([, name = '']) => name,
      )
      for (const name of BUILT[value] ?? names) rules.add(name)
      if (names.length === 0 && !BUILT[value] && !PASSED_ON.test(value)) unread.push(`${file}: ${value}`)
    }
    // Functions that take the rule by its place.
    const calls = source.matchAll(
      /\b(?:fault|boundTest|fatal)\(\s*(?:'[a-z-]+', )?'([a-z]+(?:-[a-z]+)*)'(?=[,)])/g,
    )
    for (const [, name = ''] of calls) if (name.includes('-') || name === 'limit') rules.add(name)
  }
  return { rules: [...rules].toSorted(), unread }
}

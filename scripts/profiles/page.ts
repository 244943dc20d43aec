/** A page on one profile for people: what it is for, what must be supported, what it changes in FHIR R4, and an example. */
import type { Resource } from '../../src/fhir/resource.ts'

export type Element = {
  readonly id: string
  readonly path: string
  readonly sliceName?: string
  readonly min?: number
  readonly max?: string
  readonly mustSupport?: boolean
  readonly short?: string
  readonly type?: readonly { readonly code: string; readonly targetProfile?: readonly string[] }[]
  readonly binding?: { readonly strength: string; readonly valueSet?: string }
  readonly constraint?: readonly { readonly key: string; readonly human: string; readonly severity: string }[]
}

export type Profile = {
  readonly id: string
  readonly url: string
  readonly title: string
  readonly type: string
  readonly description: string
  readonly differential: { readonly element: readonly Element[] }
}

export type Example = {
  readonly file: string
  readonly title: string
  readonly breaks: readonly string[]
  readonly resource: Resource
}

/** The page, in Markdown. */
export function pageOf(profile: Profile, examples: readonly Example[]): string {
  const elements = profile.differential.element.filter(({ path }) => !path.includes('.meta'))
  const [shown] = examples.filter(({ breaks }) => breaks.length === 0)
  const wrong = examples.filter(({ breaks }) => breaks.length > 0)
  return [
    `# ${profile.title}`,
    `${profile.description}`,
    `Profile \`${profile.id}\` of ${profile.type} (FHIR R4), \`${profile.url}\`. Generated from \`profiles/\` by \`node scripts/profile-pages.ts\`.`,
    '## Must support',
    'Whoever sends fills these in where it is known; whoever receives keeps and shows them. Labels (`meta.security`) are always kept.',
    supported(elements),
    '## What it changes in R4',
    changes(elements),
    ...section('## Rules', rules(elements)),
    ...(shown
      ? [
          '## Example',
          `${shown.title} (\`profiles/package/examples/${shown.file}\`):`,
          ['```json', JSON.stringify(bare(shown.resource), undefined, 2), '```'].join('\n'),
        ]
      : []),
    ...section('## Examples that are refused', wrong.map(refused).join('\n')),
  ]
    .join('\n\n')
    .concat('\n')
}

function section(title: string, body: string): string[] {
  return body === '' ? [] : [title, body]
}

function supported(elements: readonly Element[]): string {
  const names = elements.filter(({ mustSupport }) => mustSupport === true).map(nameOf)
  return names.length === 0 ? 'Nothing besides.' : [...new Set(names)].map((name) => `\`${name}\``).join(', ')
}

/** `Goal.target[due]` as `target:due`: the type says itself, and a slice is named as FHIR names it. */
function nameOf({ id }: Element): string {
  return id.slice(id.indexOf('.') + 1)
}

function changes(elements: readonly Element[]): string {
  const rows = elements.flatMap((element) => {
    const said = [...cardinality(element), ...types(element), ...fixed(element), ...bound(element)]
    return said.length === 0 ? [] : [`| \`${nameOf(element)}\` | ${said.join('; ')} |`]
  })
  return rows.length === 0 ? 'Nothing.' : ['| Element | Is |', '|---|---|', ...rows].join('\n')
}

function cardinality({ min, max, sliceName }: Element): string[] {
  if (min === undefined && max === undefined) return []
  if (max === '0') return ['not allowed']
  const most = max === '*' ? 'any number' : max === undefined ? undefined : `at most ${max}`
  const least = min === undefined || (min === 0 && sliceName === undefined) ? undefined : amount(min)
  return [[least, most].filter((each) => each !== undefined).join(', ')].filter((each) => each !== '')
}

function amount(min: number): string {
  return min === 0 ? 'optional' : min === 1 ? 'required' : `at least ${min}`
}

function types({ type = [] }: Element): string[] {
  const names = type.map(({ code, targetProfile = [] }) =>
    targetProfile.length === 0
      ? lastOf(code)
      : `${lastOf(code)} to ${targetProfile.map(lastOf).join(' or ')}`,
  )
  return names.length === 0 || names[0] === 'Extension' ? [] : [names.join(' or ')]
}

function fixed(element: Element): string[] {
  return Object.entries(element).flatMap(([name, value]) =>
    /^(?:pattern|fixed)[A-Z]/.test(name) ? [`has \`${codeIn(value)}\``] : [],
  )
}

function codeIn(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { coding, system, code } = value as {
    coding?: { system?: string; code?: string }[]
    system?: string
    code?: string
  }
  const [first = { ...(system !== undefined && { system }), ...(code !== undefined && { code }) }] =
    coding ?? []
  return [lastOf(first.system ?? ''), first.code]
    .filter((each) => each !== undefined && each !== '')
    .join('#')
}

function bound({ binding }: Element): string[] {
  return binding?.valueSet === undefined ? [] : [`codes of ${lastOf(binding.valueSet)} (${binding.strength})`]
}

function rules(elements: readonly Element[]): string {
  return elements
    .flatMap(({ constraint = [] }) => constraint)
    .filter(({ key }) => key.startsWith('tl-'))
    .map(
      ({ key, human, severity }) => `- \`${key}\`${severity === 'error' ? '' : ` (${severity})`}: ${human}`,
    )
    .join('\n')
}

function refused({ file, title, breaks }: Example): string {
  return `- ${title}: breaks ${breaks.map((rule) => `\`${rule}\``).join(', ')} (\`${file}\`)`
}

function lastOf(url: string): string {
  return url.split('/').at(-1) ?? url
}

/** Without what is the same in all: the id, and meta. */
function bare({ id: _id, meta: _meta, ...rest }: Resource): unknown {
  return rest
}

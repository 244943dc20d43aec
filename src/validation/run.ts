/**
 * One validation under way: what has been found, and the scope (the resource at hand and those around it) in which
 * references, invariants and slices are read.
 */
import { isObject } from '../fhir/resource.ts'
import type { FhirpathEnvironment } from '../fhirpath/fhirpath.ts'
import type { Finding, IssueType, Severity } from './finding.ts'
import { read, readObjects, readString, type Json } from './json.ts'
import { FINDINGS_MAX, REMARKS_MAX } from './limits.ts'
import type { Item } from './program.ts'
import type { Chart } from './clean/chart.ts'

export type Run = {
  readonly add: (finding: Finding) => void
  readonly findings: readonly Finding[]
  readonly isFull: () => boolean
  /** Whether nothing is found by what is asked; what it finds is forgotten. */
  readonly isSilent: (ask: () => void) => boolean
  readonly options: {
    readonly resolve?: (reference: string) => unknown
    readonly now?: string
    readonly toolPolicy?: boolean
    readonly targets?: boolean
  }
  /** Whether a resource conforms, asked of the validator that runs this. */
  readonly conformsTo: (resource: unknown, profileUrl: string) => boolean | undefined
  /** The resources that a resource contains, by id. */
  readonly containedIn: (container: Json) => Contained
  /** Whether FHIR knows a type of resource by this name. */
  readonly isResourceType: (name: string) => boolean
  /** What the clean check has left to look at; undefined where that is everything. */
  chart: Chart | undefined
}

export type Scope = {
  readonly run: Run
  readonly resource: Json
  /** The resource that contains `resource`, or itself. */
  readonly container: Json
  readonly bundle: Bundle | undefined
  readonly resolve: (reference: string) => unknown
  /** Whether a reference points at another entry of the same Bundle. */
  readonly isBundled: (reference: string) => boolean
  readonly environment: FhirpathEnvironment
  /** The same in another run. */
  readonly inRun: (run: Run) => Scope
}

export type RunParts = Pick<Run, 'options' | 'conformsTo' | 'isResourceType'>

type Contained = ReadonlyMap<string, Json>

/** A run without findings. The same fault, found by way of two profiles, is found once. */
export function startRun({ options, conformsTo, isResourceType }: RunParts): Run {
  const findings: Finding[] = []
  const seen = new Map<string, Finding[]>()
  let remarks = 0
  let isListening = true
  let hasHeard = false
  const contained = new Map<Json, Contained>()
  return {
    findings,
    options,
    conformsTo,
    isResourceType,
    chart: undefined,
    containedIn: (container) => {
      const known = contained.get(container) ?? indexContained(container)
      contained.set(container, known)
      return known
    },
    isFull: () => findings.length >= FINDINGS_MAX,
    isSilent: (ask) => {
      isListening = false
      hasHeard = false
      try {
        ask()
      } finally {
        isListening = true
      }
      return !hasHeard
    },
    add: (finding) => {
      if (!isListening) {
        hasHeard = true
        return
      }
      const isRemark = finding.severity === 'information'
      if (findings.length >= FINDINGS_MAX || (isRemark && remarks >= REMARKS_MAX)) return
      // By element, for its text is long.
      const known = seen.get(finding.expression)
      if (known?.some((each) => isSame(each, finding))) return
      if (known) known.push(finding)
      else seen.set(finding.expression, [finding])
      if (isRemark) remarks += 1
      if (findings.length === FINDINGS_MAX - 1) findings.push(lastOf(finding))
      else findings.push(isRemark && remarks === REMARKS_MAX ? lastRemark(finding) : finding)
    },
  }
}

function isSame(a: Finding, b: Finding): boolean {
  return a.rule === b.rule && a.severity === b.severity && a.text === b.text
}

function lastOf(finding: Finding): Finding {
  const text = `There are more than ${String(FINDINGS_MAX)} findings; mend these and submit again to see the others.`
  return { ...finding, severity: 'fatal', code: 'too-costly', rule: 'limit', text }
}

function lastRemark(finding: Finding): Finding {
  const text = `There are more than ${String(REMARKS_MAX)} remarks, of which the others are not listed.`
  return { ...finding, code: 'informational', rule: 'limit', text }
}

export type Fault = {
  readonly code: IssueType
  readonly rule: string
  readonly text: string
  readonly severity?: Severity
  /** Path below the item, where the fault is about something that the item has or lacks. */
  readonly below?: string
  /** Id of the profile's element, where it is another than those of the item and `below`. */
  readonly element?: string
}

/** Reports a fault of an item, as a rule of the profile that its program belongs to. */
export function report(item: Item, scope: Scope, fault: Fault): void {
  scope.run.add({
    severity: fault.severity ?? 'error',
    code: fault.code,
    expression: fault.below === undefined ? item.path : `${item.path}.${fault.below}`,
    rule: fault.rule,
    profile: item.program.structure.url,
    element: fault.element ?? elementOf(item, fault.below),
    text: fault.text,
  })
}

function elementOf({ program: { rule } }: Item, below: string | undefined): string {
  return below === undefined ? rule.id : `${rule.id}.${below}`
}

type Around = { readonly container?: Json; readonly bundle?: Bundle }

/** The entries of a Bundle by fullUrl, and the fullUrl of the one at hand. */
export type Bundle = { readonly entries: ReadonlyMap<string, Json>; readonly fullUrl: string | undefined }

type AroundAll = Around & { readonly memberOf: NonNullable<FhirpathEnvironment['memberOf']> }

/** The scope of a resource: alone, contained in another, or an entry of a Bundle. */
export function scopeOf(run: Run, resource: Json, around: AroundAll): Scope {
  return new ResourceScope(run, resource, around)
}

/** One is made for each resource: what few ask for is made when it is asked for. */
class ResourceScope implements Scope {
  readonly run: Run
  readonly resource: Json
  readonly container: Json
  readonly bundle: Bundle | undefined
  readonly #memberOf: AroundAll['memberOf']
  #inBundle: ((reference: string) => Json | undefined) | undefined
  #environment: FhirpathEnvironment | undefined

  constructor(run: Run, resource: Json, { container = resource, bundle, memberOf }: AroundAll) {
    this.run = run
    this.resource = resource
    this.container = container
    this.bundle = bundle
    this.#memberOf = memberOf
  }

  resolve(reference: string): unknown {
    if (!reference.startsWith('#'))
      return this.#findInBundle(reference) ?? this.run.options.resolve?.(reference)
    const id = reference.slice(1)
    return id === '' ? this.container : this.run.containedIn(this.container).get(id)
  }

  isBundled(reference: string): boolean {
    return this.#findInBundle(reference) !== undefined
  }

  get environment(): FhirpathEnvironment {
    return (this.#environment ??= this.#makeEnvironment())
  }

  inRun(run: Run): Scope {
    const { container, bundle } = this
    return new ResourceScope(run, this.resource, {
      container,
      memberOf: this.#memberOf,
      ...(bundle && { bundle }),
    })
  }

  #findInBundle(reference: string): Json | undefined {
    if (!this.bundle) return undefined
    this.#inBundle ??= entryFinder(this.bundle)
    return this.#inBundle(reference)
  }

  #makeEnvironment(): FhirpathEnvironment {
    const { resource, container: rootResource } = this
    const { conformsTo, options } = this.run
    const memberOf = this.#memberOf
    const resolve = (reference: string): unknown => this.resolve(reference)
    return options.now === undefined
      ? { resource, rootResource, resolve, conformsTo, memberOf }
      : { resource, rootResource, resolve, conformsTo, memberOf, now: options.now }
  }
}

function indexContained(container: Json): Contained {
  return new Map(readObjects(container, 'contained').map((each) => [readString(each, 'id') ?? '', each]))
}

/** FHIR R4 bundle.html#references: a relative reference is resolved by the base of the entry's own fullUrl. */
function entryFinder({ entries, fullUrl }: Bundle): (reference: string) => Json | undefined {
  let base: string | undefined
  return (reference) => {
    const whole = reference.includes('/_history/') ? reference.replace(/\/_history\/[^/]*$/, '') : reference
    const found = entries.get(whole)
    if (found || fullUrl === undefined) return found
    base ??= /^(https?:\/\/.*\/)[A-Za-z]+\/[^/]+$/.exec(fullUrl)?.[1] ?? ''
    return base === '' ? undefined : entries.get(base + whole)
  }
}

/** The entries of a Bundle; undefined for any other resource. */
export function entriesOf(resource: Json): Map<string, Json> | undefined {
  if (readString(resource, 'resourceType') !== 'Bundle') return undefined
  const entries = new Map<string, Json>()
  for (const entry of readObjects(resource, 'entry')) {
    const fullUrl = readString(entry, 'fullUrl')
    const found = read(entry, 'resource')
    if (fullUrl !== undefined && isObject(found) && !entries.has(fullUrl)) entries.set(fullUrl, found)
  }
  return entries
}

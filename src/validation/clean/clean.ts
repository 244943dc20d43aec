/**
 * The clean check: whether the walker (items.ts, check.ts) would find nothing in a resource, by code made for its type and
 * profiles; and where it would, a chart of what it need look at. It never finds anything itself. Whatever it does not
 * understand it leaves to the walker.
 */
import { isObject } from '../../fhir/resource.ts'
import type { FhirpathEnvironment } from '../../fhirpath/fhirpath.ts'
import { ValidationError } from '../finding.ts'
import { read, readString, readStrings, type Json } from '../json.ts'
import { CHARTED_ITEMS_MAX, CHARTED_VALUES_MAX } from '../limits.ts'
import { nestedScope } from '../nested.ts'
import type { ElementProgram, Passes, Test, TypeProgram } from '../program.ts'
import type { Scope } from '../run.ts'
import { Chart, ITEM, WHOLE } from './chart.ts'
import type { Compiled } from './compiled.ts'
import { createMakers, type MakersParts } from './makers.ts'
import { Place } from './place.ts'
import { planRoots, type Demand } from './plan.ts'
import type { CheckResource, Makers } from './special.ts'
import { Visit } from './visit.ts'

export type CleanParts = Omit<MakersParts, 'nested'> & {
  readonly memberOf: NonNullable<FhirpathEnvironment['memberOf']>
  /** The rules of whole resources, save that ids of elements differ. */
  readonly wholeTests: readonly Test[]
}

/** The check by the program of a type, or of a profile, and by one further profile. */
type CheckRoots = {
  readonly compiled: Compiled
  readonly place: Place
  readonly type: TypeProgram
  /** The rules of whole resources that are about this type. */
  readonly wholeTests: readonly WholeTest[]
}

type WholeTest = { readonly test: Test; readonly passes: Passes | undefined }

/** What a resource is checked by: its own program, and those of further profiles. */
type Roots = readonly [ElementProgram, ...ElementProgram[]]

export class Clean {
  readonly #parts: CleanParts
  readonly #makers: Makers
  readonly #byRoots = new Map<ElementProgram, Map<ElementProgram | undefined, CheckRoots>>()

  constructor(parts: CleanParts) {
    this.#parts = parts
    this.#makers = createMakers({ ...parts, nested: (demands) => this.#nested(demands) })
  }

  /**
   * Charts a resource that is to be checked by a program and, where asked, by those that it claims. Undefined past a limit,
   * and where something is that only the walker understands: it then goes through all itself.
   */
  chart(resource: Json, root: ElementProgram, scope: Scope, claims: boolean): Chart | undefined {
    const chart = new Chart({ values: CHARTED_VALUES_MAX, items: CHARTED_ITEMS_MAX })
    const visit = new Visit(chart, scope)
    try {
      if (claims) this.#checkClaims(resource, [root], visit)
      else this.#check(resource, [root], visit)
      return chart
    } catch {
      return undefined
    }
  }

  /** By the profiles that the resource claims as well. */
  #checkClaims(resource: Json, roots: Roots, visit: Visit): boolean {
    const meta = read(resource, 'meta')
    if (!isObject(meta) || !Object.hasOwn(meta, 'profile')) return this.#check(resource, roots, visit)
    const claimed = readStrings(meta, 'profile').map((url) => this.#rootOf(url))
    const known = claimed.filter((root) => root !== undefined)
    const isClean = this.#check(resource, [...roots, ...known], visit)
    return known.length === claimed.length ? isClean : visit.chart.suspect(resource, ITEM)
  }

  #check(resource: Json, roots: Roots, visit: Visit): boolean {
    const [base] = roots
    const type = readString(resource, 'resourceType')
    if (base.structure.type !== type) return visit.uncharted(resource, ITEM, resource)
    let isClean = true
    let hasProfile = false
    for (const profile of roots.length > 2 ? new Set(roots) : roots) {
      if (profile === base) continue
      if (profile.structure.type !== type) isClean = visit.chart.suspect(resource, ITEM)
      else if (!this.#checkBoth(resource, base, profile, visit)) isClean = false
      hasProfile ||= profile.structure.type === type
    }
    if (!hasProfile && !this.#checkBoth(resource, base, undefined, visit)) isClean = false
    return this.#isWholeClean(resource, base, visit) ? isClean : visit.chart.suspect(resource, WHOLE)
  }

  #checkBoth(
    resource: Json,
    base: ElementProgram,
    profile: ElementProgram | undefined,
    visit: Visit,
  ): boolean {
    const { compiled, place } = this.#checkOf(base, profile)
    visit.restart()
    return compiled.check(resource, visit, place)
  }

  #checkOf(base: ElementProgram, profile: ElementProgram | undefined): CheckRoots {
    const ofBase = this.#byRoots.get(base) ?? new Map<ElementProgram | undefined, CheckRoots>()
    const known = ofBase.get(profile)
    if (known) return known
    const roots = profile ? [base, profile] : [base]
    const { type: code } = base.structure
    const type: TypeProgram = {
      rule: { code },
      kind: 'resource',
      content: undefined,
      profiles: [],
      tests: [],
    }
    const place = new Place(
      roots.map((program) => ({ program, type })),
      [],
      this.#parts,
    )
    const wholeTests = this.#parts.wholeTests.flatMap((test) => {
      const passes = test.quick?.(type)
      const isAsked = (test.resourceType ?? code) === code && passes !== 'always'
      return isAsked ? [{ test, passes }] : []
    })
    const fresh = { compiled: this.#makers.compiledOf(planRoots(roots)), place, type, wholeTests }
    this.#byRoots.set(base, ofBase.set(profile, fresh))
    return fresh
  }

  #isWholeClean(resource: Json, program: ElementProgram, visit: Visit): boolean {
    const { type, wholeTests } = this.#checkOf(program, undefined)
    // A StructureDefinition names each element in its snapshot and again in its differential.
    if (visit.mayHaveTwins && type.rule.code !== 'StructureDefinition') return false
    const asked: Test[] = []
    for (const { test, passes } of wholeTests) if (!passes?.(resource, visit.scope)) asked.push(test)
    return asked.length === 0 || visit.areSilent(asked, { program, type }, resource)
  }

  #rootOf(url: string): ElementProgram | undefined {
    try {
      return this.#parts.compiler.rootOf(url)
    } catch (error) {
      if (error instanceof ValidationError) return undefined
      throw error
    }
  }

  /** The check of a resource that stands in another, where these programs meet. */
  #nested(demands: readonly Demand[]): CheckResource {
    const isContained = demands.some(({ program }) => program.name === 'contained')
    const byType = new Map<ElementProgram, { readonly roots: Roots; readonly isAllowed: boolean }>()
    const asked = (code: string, base: ElementProgram) => {
      const known = byType.get(base)
      if (known) return known
      const types = demands.flatMap(
        ({ program, type }) => program.types.find(({ rule }) => rule.code === code) ?? type ?? [],
      )
      const profiles = types.flatMap((type) => type.profiles.map(({ root }) => root()))
      const isAllowed = types.every(({ content, rule }) => content === undefined || rule.code === code)
      const fresh = { roots: [base, ...profiles] as const, isAllowed }
      byType.set(base, fresh)
      return fresh
    }
    const { compiler, memberOf } = this.#parts
    return (resource, visit, owner) => {
      const code = readString(resource, 'resourceType') ?? ''
      const base = compiler.rootOfType(code)
      if (!base || base.structure.kind !== 'resource' || base.structure.abstract)
        return visit.uncharted(resource, ITEM, resource)
      const { roots, isAllowed } = asked(code, base)
      const scope = nestedScope({ owner, isContained }, resource, visit.scope, memberOf)
      const isClean = this.#checkClaims(resource, roots, new Visit(visit.chart, scope))
      return isAllowed ? isClean : visit.chart.suspect(resource, ITEM)
    }
  }
}

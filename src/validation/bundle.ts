/** Rules of Bundle that FHIR R4 states in words only: bundle.html#references. */
import { isObject } from '../fhir/resource.ts'
import { read, readObjects, readString } from './json.ts'
import type { Test } from './program.ts'
import { report } from './run.ts'

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\S/
const OF_SERVER = /^https?:\/\/.*\/([A-Z][A-Za-z]{2,40})\/([A-Za-z0-9\-.]{1,64})$/

/** fullUrl is absolute; one of a FHIR server names the type and the id that the resource has. */
export const fullUrlTest: Test = (item, scope) => {
  if (!isObject(item.value) || readString(item.value, 'resourceType') !== 'Bundle') return
  readObjects(item.value, 'entry').forEach((entry, index) => {
    const fullUrl = readString(entry, 'fullUrl')
    if (fullUrl === undefined) return
    const below = `entry[${String(index)}].fullUrl`
    if (!ABSOLUTE.test(fullUrl)) {
      const text = 'fullUrl must be an absolute URI, such as urn:uuid: and a UUID; correct it.'
      report(item, scope, { code: 'value', rule: 'bundle-full-url', text, below })
      return
    }
    const [, type, id] = OF_SERVER.exec(fullUrl) ?? []
    const resource = read(entry, 'resource')
    if (type === undefined || !isObject(resource)) return
    const ownId = readString(resource, 'id')
    if (type === readString(resource, 'resourceType') && (ownId === undefined || ownId === id)) return
    const text = 'fullUrl names another type or id than its resource has; make them agree.'
    report(item, scope, { code: 'value', rule: 'bundle-full-url', text, below })
  })
}

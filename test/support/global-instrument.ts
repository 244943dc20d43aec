/**
 * Counts branches for jest.coverage.mjs: strips the types as Node does, which moves nothing, and instruments by Istanbul. V8's
 * own coverage would not do: it counts no `if` without an `else`, no default value and no `?.` that are always taken.
 */
import { createRequire, stripTypeScriptTypes } from 'node:module'

type Instrumenter = { instrumentSync: (code: string, file: string) => string }
type Istanbul = { createInstrumenter: (options: { esModules: boolean }) => Instrumenter }

// It comes with jest, which reports by it.
const jest = createRequire(import.meta.url).resolve('jest')
const core = createRequire(jest).resolve('@jest/core')
const reporters = createRequire(core).resolve('@jest/reporters')
const { createInstrumenter } = createRequire(reporters)('istanbul-lib-instrument') as Istanbul
const instrumenter = createInstrumenter({ esModules: true })

export default {
  canInstrument: true,
  process(code: string, file: string, { instrument }: { instrument: boolean }): { code: string } {
    const plain = stripTypeScriptTypes(code)
    return { code: instrument ? instrumenter.instrumentSync(plain, file) : plain }
  },
}

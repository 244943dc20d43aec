/** Jest calls this once before all tests. */
import { beginRun } from './run.ts'

export default beginRun

import { type ErrorCode, errorBody, errorCatalogue } from '@socketlink/contract'

/** The error answers of a route, by status, for its documentation. */
export const errorAnswers = (...codes: ErrorCode[]): Record<number, typeof errorBody> => {
  const answers: Record<number, typeof errorBody> = {}
  for (const [status, group] of Map.groupBy(codes, code => errorCatalogue[code].status)) {
    answers[status] = errorBody.meta({ description: group.map(code => `\`${code}\``).join(', ') })
  }
  return answers
}

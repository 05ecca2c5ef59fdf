export interface ApiRequest {
  method?: string
  /** A string goes as it is, anything else as JSON. */
  body?: unknown
  headers?: Record<string, string>
  token?: string
}

export interface ApiAnswer<Body> {
  status: number
  headers: Headers
  body: Body
}

/** One HTTP call. `body` is parsed when the answer says it is JSON, else it is the text. */
export const requestApi = async <Body = unknown>(
  url: string,
  path: string,
  { method, body, headers = {}, token }: ApiRequest = {},
): Promise<ApiAnswer<Body>> => {
  const answer = await fetch(url + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('application/json') ?? false
  return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as Body }
}

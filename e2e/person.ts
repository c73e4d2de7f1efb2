/** Somebody who uses the HTTP interface directly: for setting a scene, and for journeys without pages. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'

export type Answer = { readonly status: number; readonly body: Record<string, unknown> }

export class Person {
  readonly #url: string
  #cookie = ''
  #csrf = ''

  constructor(url: string) {
    this.#url = url
  }

  static async signedIn(url: string, account: string, password: string): Promise<Person> {
    const person = new Person(url)
    const { status, body } = await person.send('POST', '/api/session', { account, password })
    assert.equal(status, 200, JSON.stringify(body))
    person.#csrf = String(body.csrf)
    return person
  }

  async raw(method: string, path: string, body?: unknown, key: string = randomUUID()): Promise<Response> {
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        cookie: this.#cookie,
        'x-csrf': this.#csrf,
        'idempotency-key': key,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
    if (cookies.length > 0)
      this.#cookie = [
        ...this.#cookie
          .split('; ')
          .filter((old) => old !== '' && !cookies.some((one) => one.split('=')[0] === old.split('=')[0])),
        ...cookies,
      ].join('; ')
    return answer
  }

  async send(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
    const answer = await this.raw(method, path, body, key)
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) }
  }

  /** Hands in a file and answers with its id. */
  async upload(file: File): Promise<string> {
    const form = new FormData()
    form.append('file', file)
    const answer = await fetch(`${this.#url}/api/files`, {
      method: 'POST',
      headers: { cookie: this.#cookie, 'x-csrf': this.#csrf, 'idempotency-key': randomUUID() },
      body: form,
    })
    const text = await answer.text()
    assert.ok(answer.ok, `upload: ${answer.status} ${text}`)
    return String(JSON.parse(text).id)
  }

  /** A request that must succeed. */
  async ask<T = Record<string, never>>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, body: answer } = await this.send(method, path, body)
    assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`)
    return answer as T
  }
}

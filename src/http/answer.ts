import { ServerResponse, type OutgoingHttpHeader, type OutgoingHttpHeaders } from 'node:http';

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * A response with headers that go out with whatever is answered. They wait as plain pairs: setting a score of them one by
 * one costs more than compiling and executing a small query.
 */
export class Answer extends ServerResponse {
  /** Names and values in turn. */
  private readonly standing: string[] = [];

  /** @param pairs names and values in turn; what is set under the same name counts instead */
  stand(pairs: readonly string[]): void {
    this.standing.push(...pairs);
  }

  override writeHead(statusCode: number, first?: string | Headers, second?: Headers): this {
    for (let at = 0; at < this.standing.length; at += 2) {
      const [name = '', value = ''] = this.standing.slice(at, at + 2);
      if (!this.hasHeader(name)) this.setHeader(name, value);
    }
    return typeof first === 'string'
      ? super.writeHead(statusCode, first, second)
      : super.writeHead(statusCode, first);
  }

  /** Sends a whole answer to which nothing was set: what stands, these pairs, and the body. */
  sendAtOnce(pairs: readonly string[], body: string): void {
    const length = ['content-length', String(Buffer.byteLength(body))];
    super.writeHead(200, [...this.standing, ...pairs, ...length]);
    this.end(body);
  }
}

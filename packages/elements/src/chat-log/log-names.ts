/** The names that were asked for: rows draw quotes and system lines with them. */
export class Names {
  /** Another function when a name has come: the rows are drawn anew then. */
  nameOf: (id: string) => string;
  #shown = new Map<string, string>();
  #lookUp: (id: string) => string;

  constructor(lookUp: (id: string) => string) {
    this.#lookUp = lookUp;
    this.nameOf = this.#newNameOf();
  }

  #newNameOf(): (id: string) => string {
    return (id) => {
      const name = this.#lookUp(id);
      this.#shown.set(id, name);
      return name;
    };
  }

  /** Goes on following the names. */
  follow(): void {
    let isStale = false;
    for (const [id, name] of this.#shown) if (this.#lookUp(id) !== name) isStale = true;
    if (isStale) this.nameOf = this.#newNameOf();
  }

  clear(): void {
    this.#shown.clear();
  }
}

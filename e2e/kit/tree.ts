/** The accessibility tree of a page, as text that a person can read: a role, a name and states a line, children further in. */
import type {CDPSession, ElementHandle, Page} from 'playwright-core';

type Value = {value?: unknown};
export type AxNode = {
  nodeId: string;
  ignored: boolean;
  role?: Value;
  name?: Value;
  description?: Value;
  value?: Value;
  properties?: {name: string; value: Value}[];
  childIds?: string[];
  backendDOMNodeId?: number;
};

/** States that say something; `false` and what every node of a role has is left out. */
const told = [
  'level',
  'checked',
  'pressed',
  'expanded',
  'selected',
  'disabled',
  'focused',
  'modal',
  'busy',
  'readonly',
];
const toldWords = ['hasPopup', 'live', 'invalid'];
/** Boxes without a meaning of their own: only what is in them is shown. */
const seeThrough = new Set([
  'generic',
  'none',
  'RootWebArea',
  'Section',
  'InlineTextBox',
  'ignored',
  'LineBreak',
  'LayoutTable',
  'LabelText',
]);

/** Roles that are read as one, by their name. */
const namedByContent = new Set([
  'button',
  'link',
  'heading',
  'option',
  'menuitem',
  'menuitemcheckbox',
  'menuitemradio',
]);

export class Tree {
  readonly #nodes: Map<string, AxNode>;
  readonly #byDom: Map<number | undefined, AxNode>;

  private constructor(nodes: AxNode[]) {
    this.#nodes = new Map(nodes.map((node) => [node.nodeId, node]));
    this.#byDom = new Map(nodes.map((node) => [node.backendDOMNodeId, node]));
  }

  static async of(page: Page): Promise<Tree> {
    const session = await page.context().newCDPSession(page);
    const {nodes} = (await session.send('Accessibility.getFullAXTree')) as {nodes: AxNode[]};
    await session.detach();
    return new Tree(nodes);
  }

  /** The part of it that belongs to an element of the page. */
  async within(page: Page, element: ElementHandle<Element>): Promise<AxNode[]> {
    const session = await page.context().newCDPSession(page);
    const node = this.#byDom.get(await domIdOf(session, element));
    await session.detach();
    return node ? [node] : [];
  }

  lines(nodes: readonly AxNode[], depth = 0): string[] {
    return nodes.flatMap((node) => {
      const children = this.childrenOf(node);
      if (node.ignored || isSeeThrough(node)) return this.lines(children, depth);
      const role = String(node.role?.value);
      const name = nameOf(node);
      if (role === 'StaticText') return name.trim() ? [`${'  '.repeat(depth)}“${name.trim()}”`] : [];
      const line = `${'  '.repeat(depth)}${describe(node, role, name)}`;
      // what has its name from what is in it says that already
      return namedByContent.has(role) && name ? [line] : [line, ...this.lines(children, depth + 1)];
    });
  }

  /** The uppermost nodes of these roles. */
  find(roles: readonly string[]): AxNode[] {
    const within = (nodes: readonly AxNode[]): AxNode[] =>
      nodes.flatMap((node) =>
        !node.ignored && roles.includes(String(node.role?.value)) ? [node] : within(this.childrenOf(node)),
      );
    return within([...this.#nodes.values()].slice(0, 1));
  }

  childrenOf({childIds = []}: AxNode): AxNode[] {
    return childIds.flatMap((id) => this.#nodes.get(id) ?? []);
  }

  /** Controls, pictures and regions without a name. */
  nameless(): string[] {
    const needsName =
      /^(button|link|textbox|searchbox|img|image|combobox|listbox|option|menuitem(radio|checkbox)?|menu|dialog|checkbox|slider|heading|article|log|grid|toolbar|group)$/;
    return [...this.#nodes.values()]
      .filter((node) => !node.ignored && needsName.test(String(node.role?.value)) && nameOf(node).trim() === '')
      .map(
        (node) =>
          `a ${String(node.role?.value)} has no name (${this.lines(this.childrenOf(node)).join(' ').slice(0, 80)})`,
      );
  }
}

const isSeeThrough = (node: AxNode): boolean => seeThrough.has(String(node.role?.value)) && !nameOf(node);

/** Without the characters that isolate the direction of a name. */
const nameOf = ({name}: AxNode): string =>
  String(name?.value ?? '')
    .replace(/[\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ');

function describe(node: AxNode, role: string, name: string): string {
  const states = (node.properties ?? []).flatMap(({name: what, value: {value}}) => {
    if (toldWords.includes(what))
      return value && value !== 'false' && value !== 'off' ? [`${what} ${String(value)}`] : [];
    if (what === 'level') return [`level ${String(value)}`];
    if (!told.includes(what)) return [];
    const isTristate = what === 'checked' || what === 'pressed' || what === 'expanded' || what === 'selected';
    const is = value === true || value === 'true';
    return is ? [what] : isTristate ? [`not ${what}`] : [];
  });
  const value = String(node.value?.value ?? '');
  const description = String(node.description?.value ?? '').replace(/[\u2066-\u2069]/g, '');
  return [
    role,
    name && ` “${name}”`,
    value && value !== name && ` = “${value}”`,
    states.length > 0 && ` (${states.sort().join(', ')})`,
    description && description !== name && `, described “${description}”`,
  ]
    .filter(Boolean)
    .join('');
}

async function domIdOf(session: CDPSession, element: ElementHandle<Element>): Promise<number> {
  // a mark finds the element again on the other side
  await element.evaluate((marked) => marked.setAttribute('data-transcript', ''));
  const {root} = (await session.send('DOM.getDocument', {depth: 0})) as {root: {nodeId: number}};
  const {nodeId} = (await session.send('DOM.querySelector', {
    nodeId: root.nodeId,
    selector: '[data-transcript]',
  })) as {nodeId: number};
  const {node} = (await session.send('DOM.describeNode', {nodeId})) as {node: {backendNodeId: number}};
  await element.evaluate((marked) => marked.removeAttribute('data-transcript'));
  return node.backendNodeId;
}

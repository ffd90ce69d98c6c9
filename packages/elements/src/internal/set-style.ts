import {noChange} from 'lit';
import {Directive, directive, type ElementPart, type PartInfo, PartType} from 'lit/directive.js';

type Declarations = Readonly<Record<string, string | undefined>>;

/**
 * Sets style properties by script, which a strict content policy allows, where `style=""` and Lit's `styleMap` lose their
 * first render (UX 2.6). As an element expression: `<div ${setStyle({'block-size': '12px', '--hue': undefined})}>`.
 */
class SetStyle extends Directive {
  #before: Declarations = {};

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('setStyle: not inside a tag');
  }

  render(_declarations: Declarations) {
    return noChange;
  }

  override update(part: ElementPart, [declarations]: [Declarations]) {
    const {style} = part.element as HTMLElement;
    for (const name in this.#before) if (declarations[name] === undefined) style.removeProperty(name);
    for (const name in declarations) {
      const value = declarations[name];
      if (value !== undefined && value !== this.#before[name]) style.setProperty(name, value);
    }
    this.#before = declarations;
    return noChange;
  }
}

export const setStyle = directive(SetStyle);

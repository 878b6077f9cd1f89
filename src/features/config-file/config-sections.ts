import { Injectable } from '@nestjs/common';
import type { ConfigItem, ConfigSection } from './config-section';

/** Where features bring what is set up in them. */
@Injectable()
export class ConfigSections {
  readonly #sections: ConfigSection[] = [];

  /** Call when the module is initialised. */
  add<Item>(section: ConfigSection<Item>): void {
    this.#sections.push(section as unknown as ConfigSection<ConfigItem>);
  }

  /** Each behind those that it refers to. */
  inOrder(): readonly ConfigSection[] {
    const ordered = new Set<ConfigSection>();
    const visit = (section: ConfigSection): void => {
      if (ordered.has(section)) return;
      for (const other of this.#sections) if (section.refersTo.includes(other.name)) visit(other);
      ordered.add(section);
    };
    for (const section of [...this.#sections].sort((a, b) => (a.name < b.name ? -1 : 1))) visit(section);
    return [...ordered];
  }
}

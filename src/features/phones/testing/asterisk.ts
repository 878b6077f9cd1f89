import { Refused } from '../../../platform/refusals/refused';
import { type PhoneKind, PhoneProvisioner } from '../phone-provisioner';

/** An Asterisk that can be away, for some phones only. */
export class Asterisk extends PhoneProvisioner {
  readonly #listeners: (() => void)[] = [];
  readonly phones = new Map<string, PhoneKind>();
  readonly written = new Map<string, readonly string[]>();
  /** The phones that it was told to forget, also if it did not. */
  readonly asked: string[] = [];
  isThere: (user: string) => boolean | Promise<boolean> = () => true;

  override ownerOf(user: string) {
    return Promise.resolve(this.phones.has(user) ? ('us' as const) : ('nobody' as const));
  }

  override async put({ user, kind }: { user: string; kind: PhoneKind }): Promise<void> {
    await this.#reach(user);
    this.phones.set(user, kind);
  }

  override async remove(user: string): Promise<void> {
    this.asked.push(user);
    await this.#reach(user);
    this.phones.delete(user);
  }

  override async heal({ user }: { user: string }): Promise<readonly string[]> {
    await this.#reach(user);
    const taken = this.written.get(user) ?? [];
    this.written.delete(user);
    return taken;
  }

  override onConnected(listener: () => void): void {
    this.#listeners.push(listener);
  }

  connect(): void {
    for (const listener of this.#listeners) listener();
  }

  async #reach(user: string): Promise<void> {
    if (await this.isThere(user)) return;
    throw new Refused('asterisk-unavailable', 'Asterisk cannot be reached.');
  }
}

import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { parseSettings, type Settings } from './settings';

/** Injection token of {@link Settings}. */
export const SETTINGS = Symbol('SETTINGS');

@Global()
@Module({})
export class SettingsModule {
  /**
   * Reads `.env` and the environment (which wins) once.
   * @throws StartupError when a value is bad.
   */
  static async load(): Promise<{ readonly module: DynamicModule; readonly settings: Settings }> {
    let settings: Settings | undefined;
    const configModule = await ConfigModule.forRoot({
      validate: (variables) => {
        settings = parseSettings(variables);
        return variables;
      },
    });
    if (!settings) throw new Error('ConfigModule did not validate the environment');
    return {
      settings,
      module: {
        module: SettingsModule,
        imports: [configModule],
        providers: [{ provide: SETTINGS, useValue: settings }],
        exports: [SETTINGS],
      },
    };
  }
}

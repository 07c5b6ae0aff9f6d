import { describeSettings, type SettingRow, type Settings } from "../../runtime/service/settings.ts";

/** The table of a README: every setting, and as its default what src/main.ts says where it says something. */
export function settingRows(settings: Settings, written: Readonly<Record<string, string>>): SettingRow[] {
  return describeSettings(settings).map((row) => ({ ...row, default: written[row.env] ?? row.default }));
}

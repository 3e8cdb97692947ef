/** The pages, as far as the person may see them. */
import { useLocation } from "preact-iso";
import type { Permission } from "~/api/types";
import { type Key, t } from "~/i18n";
import { Icon, type IconName } from "~/ui/icon";
import { useSession } from "../session";

interface Place {
  path: string;
  label: Key;
  icon: IconName;
  needs: Permission;
}

const GROUPS: { label: Key; places: Place[] }[] = [
  {
    label: "nav.work",
    places: [
      { path: "/desk", label: "nav.records", icon: "list", needs: "read_records" },
      { path: "/desk/findings", label: "nav.findings", icon: "flag", needs: "read_findings" },
      { path: "/desk/overview", label: "nav.overview", icon: "chart", needs: "read_intake" },
      { path: "/desk/evaluations", label: "nav.evaluations", icon: "report", needs: "read_evaluations" },
      { path: "/desk/exports", label: "nav.exports", icon: "download", needs: "export" },
      { path: "/desk/waiting", label: "nav.waiting", icon: "clock", needs: "read_intake" },
      { path: "/desk/rescues", label: "nav.rescues", icon: "upload", needs: "take_in" },
    ],
  },
  {
    label: "nav.registry",
    places: [
      { path: "/desk/visits", label: "nav.visits", icon: "calendar", needs: "read_registry" },
      { path: "/desk/subjects", label: "nav.subjects", icon: "place", needs: "read_registry" },
      { path: "/desk/checklists", label: "nav.checklists", icon: "book", needs: "read_registry" },
      { path: "/desk/programme", label: "nav.programme", icon: "tree", needs: "read_registry" },
      { path: "/desk/units", label: "nav.units", icon: "map", needs: "read_registry" },
    ],
  },
  {
    label: "nav.operation",
    places: [
      { path: "/desk/people", label: "nav.people", icon: "people", needs: "manage_people" },
      { path: "/desk/devices", label: "nav.devices", icon: "phone", needs: "manage_people" },
      { path: "/desk/quarantine", label: "nav.quarantine", icon: "box", needs: "read_log" },
      { path: "/desk/log", label: "nav.log", icon: "key", needs: "read_log" },
    ],
  },
];

function isHere(place: string, path: string): boolean {
  const here = path.replace(/\/$/, "");
  if (place === "/desk") return here === "/desk" || here.startsWith("/desk/records");
  return here === place || here.startsWith(`${place}/`);
}

export function Nav({ onChosen }: { onChosen: () => void }) {
  const { path } = useLocation();
  const { can } = useSession();
  return (
    <nav class="nav" aria-label={t("nav.label")}>
      {GROUPS.map((group) => {
        const places = group.places.filter((place) => can(place.needs));
        if (places.length === 0) return null;
        return (
          <div key={group.label}>
            <h2 class="nav__group">{t(group.label)}</h2>
            <ul>
              {places.map((place) => (
                <li key={place.path}>
                  <a
                    class="nav__place"
                    href={place.path}
                    aria-current={isHere(place.path, path) ? "page" : undefined}
                    onClick={onChosen}
                  >
                    <Icon name={place.icon} />
                    {t(place.label)}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

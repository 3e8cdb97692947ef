/** The programme's tree, with who leads each part. */
import type { SubProject } from "~/api/types";
import { language, t } from "~/i18n";
import { Empty, Loaded } from "~/ui/states";
import { PageHead } from "../../layout/page";
import { useNames, useSubProjects, validity } from "../../names";
import { href } from "../../url";
import "./programme.css";

function Node({ node, all }: { node: SubProject; all: SubProject[] }) {
  const names = useNames();
  const below = all.filter((other) => other.parent === node.id);
  const name = (language() === "en" && node.name_en) || node.name;
  return (
    <li>
      <div class={node.leaf ? "node" : "node node--group"}>
        <span class="node__code mono">{node.code}</span>
        <div>
          {node.leaf ? (
            <a href={href("", { sub_project: node.id, status: "all" })}>{name}</a>
          ) : (
            <span>{name}</span>
          )}
          <p class="soft small">
            {[node.department && names.department(node.department), !node.parent && validity(node)]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
      </div>
      {below.length > 0 && (
        <ul class="node__below">
          {below.map((child) => (
            <Node key={child.id} node={child} all={all} />
          ))}
        </ul>
      )}
    </li>
  );
}

export default function ProgrammePage() {
  const answer = useSubProjects();
  return (
    <>
      <PageHead title={t("programme.title")} />
      <Loaded answer={answer}>
        {(all) => {
          const roots = all.filter((node) => !node.parent);
          if (roots.length === 0) return <Empty icon="tree" />;
          return (
            <ul class="card card__body programme">
              {roots.map((node) => (
                <Node key={node.id} node={node} all={all} />
              ))}
            </ul>
          );
        }}
      </Loaded>
    </>
  );
}

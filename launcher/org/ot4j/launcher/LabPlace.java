package org.ot4j.launcher;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Where JupyterLab opens: which folder it shows and which file.
 *
 * @param settings what tells JupyterLab so
 * @param options what else the user said
 */
record LabPlace(List<String> settings, List<String> options) {
    private static final String FIRST = "notebooks/quickstart.ipynb";

    /** JupyterLab's options without a value; what stands behind another one belongs to that. */
    private static final Set<String> FLAGS =
            Set.of("--no-browser", "--debug", "--allow-root", "-y", "--autoreload", "--core-mode");

    /** Options by which a user chooses the place; then it is theirs alone. */
    private static final Set<String> OWN =
            Set.of(
                    "--ServerApp.root_dir",
                    "--ServerApp.notebook_dir",
                    "--notebook-dir",
                    "--LabApp.default_url",
                    "--ServerApp.default_url");

    /**
     * Takes a file or folder out of the options: a file of the checkout is shown there, one below
     * the caller's folder there, another one in its own folder.
     */
    static LabPlace of(Path checkout, Path caller, List<String> options) {
        var rest = new ArrayList<>(options);
        Path asked = null;
        for (int i = 0; i < rest.size(); i++) {
            boolean value = i > 0 && options.get(i - 1).matches("-[^=]*");
            if (!rest.get(i).startsWith("-") && (!value || FLAGS.contains(options.get(i - 1)))) {
                asked = caller.resolve(rest.get(i)).normalize();
                rest.remove(i);
                break;
            }
        }
        if (asked != null && !Files.exists(asked)) {
            throw new Failure("there is no file or folder " + asked);
        }
        if (options.stream().anyMatch(o -> OWN.contains(o.replaceFirst("=.*", "")))) {
            return asked == null
                    ? new LabPlace(List.of(), rest)
                    : new LabPlace(List.of(asked.toString()), rest);
        }
        Path file = asked == null ? checkout.resolve(FIRST) : asked;
        if (Files.isDirectory(file)) {
            return new LabPlace(List.of("--ServerApp.root_dir=" + file), rest);
        }
        Path folder = file.getParent();
        for (Path known : List.of(checkout, caller)) {
            if (file.startsWith(known)) {
                folder = known;
                break;
            }
        }
        return new LabPlace(
                List.of(
                        "--ServerApp.root_dir=" + folder,
                        "--LabApp.default_url=/lab/tree/" + address(folder.relativize(file))),
                rest);
    }

    private static String address(Path file) {
        return StreamSupport.stream(file.spliterator(), false)
                .map(part -> URLEncoder.encode(part.toString(), StandardCharsets.UTF_8))
                .map(part -> part.replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }
}

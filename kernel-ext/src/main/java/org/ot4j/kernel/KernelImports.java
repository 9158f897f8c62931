package org.ot4j.kernel;

import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.ot4j.kernel.inside.Inside;

/**
 * The imports that the kernel itself begins with. It evaluates them one by one in an extension of
 * its own, a quarter of its start; where ours is installed before that one, it takes them over, to
 * be compiled together with the library's.
 */
final class KernelImports {
    private static final String EXTENSION = "org.dflib.jjava.distro.NotebookInitializer";

    private KernelImports() {}

    /**
     * Takes the imports over, so that the kernel will not evaluate them.
     *
     * @return none where the kernel has evaluated them already, or hides them
     */
    static List<String> take(BaseKernel kernel) {
        try {
            @SuppressWarnings("unchecked") // by name of their class
            var extensions = (Map<String, Extension>) Inside.get(kernel, "extensions");
            if (extensions.containsKey(EXTENSION)) {
                return List.of();
            }
            Class<?> type = Class.forName(EXTENSION);
            var script = (String) Inside.constant(type, "STARTUP_SCRIPT");
            List<String> lines = script.lines().toList();
            if (!lines.stream().allMatch(line -> line.startsWith("import ") || line.isBlank())) {
                return List.of(); // another version does more: leave it to that
            }
            var own = (Extension) type.getDeclaredConstructor().newInstance();
            extensions.put(EXTENSION, own); // each is installed once
            return lines.stream().filter(line -> !line.isBlank()).toList();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return List.of();
        }
    }
}

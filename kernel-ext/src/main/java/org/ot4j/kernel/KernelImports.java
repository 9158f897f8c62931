package org.ot4j.kernel;

import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.ot4j.kernel.inside.Inside;

/**
 * The imports that the kernel itself starts with. It evaluates them one by one in an extension of
 * its own, which takes a quarter of its start-up time; if our extension is installed first, it
 * takes them over and compiles them together with the library's.
 */
final class KernelImports {
    private static final String EXTENSION = "org.dflib.jjava.distro.NotebookInitializer";

    private KernelImports() {}

    /**
     * Takes over the imports so that the kernel does not evaluate them.
     *
     * @return the imports; none if the kernel has already evaluated or hides them
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

package org.ot4j.kernel;

/** Ends the kernel when the Jupyter process that started it is gone, for whatever reason. */
final class EndWithParent {
    private EndWithParent() {}

    /**
     * Jupyter puts its process id in the environment of its kernels. Returns an action that ends
     * the watch.
     */
    static Runnable watch() {
        String pid = System.getenv("JPY_PARENT_PID");
        if (pid != null && pid.matches("\\d+")) {
            var parent = ProcessHandle.of(Long.parseLong(pid));
            if (parent.isPresent()) {
                var end = parent.get().onExit().thenRun(() -> Runtime.getRuntime().halt(1));
                return () -> end.cancel(false);
            }
        }
        return () -> {};
    }
}

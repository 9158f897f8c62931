package org.ot4j.kernel;

/** Ends the kernel when the Jupyter process that started it is gone, however that came about. */
final class EndWithParent {
    private EndWithParent() {}

    /**
     * Jupyter names itself in the environment of kernels that belong to it. Returns the end of it.
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

package org.ot4j.kernel;

/** Ends the kernel when the Jupyter process that started it is gone, however that came about. */
final class EndWithParent {
    private EndWithParent() {}

    /** Jupyter names itself in the environment of kernels that belong to it. */
    static void watch() {
        String pid = System.getenv("JPY_PARENT_PID");
        if (pid != null && pid.matches("\\d+")) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(p -> p.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
        }
    }
}

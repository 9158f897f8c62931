"""What notebooks can name without importing it."""

import re

LIBRARY = "src/main/java/org/ot4j"
STARTUP = "kernel-ext/src/main/resources/org/ot4j/kernel/startup.jsh"


def packages(root):
    """The packages that users may name."""
    return sorted(p for p in (root / LIBRARY).rglob("*") if p.is_dir() and p.name != "internal")


def public_types(package):
    for source in sorted(package.glob("*.java")):
        kind = rf"^public .*?\b(class|interface|record|enum) {source.stem}\b"
        if re.search(kind, source.read_text(encoding="utf-8"), re.MULTILINE):
            yield source.stem


def test_every_package_of_the_library_is_imported(root):
    imported = re.findall(r"import org\.ot4j\.([\w.]+)\.\*;", (root / STARTUP).read_text())
    assert imported == [".".join(p.relative_to(root / LIBRARY).parts) for p in packages(root)]


def test_no_name_of_the_library_is_ambiguous(kernel, root):
    names = [name for package in packages(root) for name in public_types(package)]
    assert len(names) > 50
    listed = ", ".join(f"{name}.class" for name in names)
    result = kernel.run(f"Stream.of({listed}).filter(c -> c.getName().startsWith(\"org.ot4j\")).count()")
    assert result.error is None, result.error
    assert result.plain == str(len(names))


def test_all_on_the_class_path_can_be_imported_though_the_compiler_reads_folders(kernel):
    """Jars are what runs; the compiler reads the same classes from folders, which is faster at the start."""
    assert kernel.run("Scale.class.getProtectionDomain().getCodeSource()").plain.endswith(".jar <no signer certificates>)")
    path = kernel.run('System.getProperty("java.class.path")').plain
    assert "jjava.jar" in path and "ot4j-kernel-ext" in path, "as if there were no folders"
    assert "classes" in kernel.run('System.getProperty("ot4j.compiler.path")').plain
    for code, value in [
        ("import it.unimi.dsi.fastutil.ints.*; new IntArrayList(new int[] {1, 2}).getInt(1)", "2"),
        ("import org.apache.commons.math3.util.FastMath; FastMath.abs(-1)", "1"),
        ("import com.google.common.collect.ImmutableList; ImmutableList.of(7).get(0)", "7"),
        ("import org.dflib.jjava.jupyter.kernel.BaseKernel; BaseKernel.notebookKernel().getName()", "JJava"),
    ]:
        assert kernel.run(code).plain == value


def test_a_class_path_can_still_grow(kernel, tmp_path):
    kernel.run(
        f"""
        var source = Path.of("{tmp_path.as_posix()}/Grown.java");
        Files.writeString(source, "package grown; public class Grown {{ public static int size() {{ return 3; }} }}");
        javax.tools.ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", "{tmp_path.as_posix()}", source.toString());
        """
    )
    assert kernel.run(f'%classpath "{tmp_path.as_posix()}"').error is None
    assert kernel.run("grown.Grown.size() + Scale.SMOKE.of(3, 2, 1)").plain == "6"


def test_what_the_kernel_itself_imports_is_there(kernel):
    code = """
        Object[] all = {BigInteger.ONE, LocalDate.now(), URI.create("a"), new StringReader("a"),
            TimeUnit.SECONDS, Pattern.compile("a"), Preferences.class};
        display(all.length);
    """
    result = kernel.run(code)
    assert result.error is None, result.error
    assert result.bundles[0]["text/plain"] == "7", "its own display(), too"

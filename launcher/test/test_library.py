"""What docs/library.md says works in another project, with the installed artifact."""

import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT, environment

PAGE = (ROOT / "docs/library.md").read_text(encoding="utf-8")
POM = (ROOT / "pom.xml").read_text(encoding="utf-8")
JBANG = "dev.jbang:jbang-cli:0.132.1"
LOGBACK = "ch.qos.logback:logback-classic:1.5.18"
VERSION = "0.1.0-SNAPSHOT"
ANSWERS = "distance 5.0\nmean 0.25\n"
LOGS = 'public class Logs { public static void main(String[] a) {\n' \
    'org.slf4j.LoggerFactory.getLogger("app").info("seen"); } }\n'


def block(language, word):
    """The only block of the page that contains the word."""
    (found,) = [b for b in re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL) if word in b]
    return found


def machine():
    system = {"linux": "linux", "darwin": "osx", "win32": "win"}[sys.platform]
    arm = platform.machine().lower() in ("arm64", "aarch64")
    return f"{system}-{'aarch64' if arm else 'x86_64'}"


def plugin(name):
    version = re.search(rf"maven-{name}-plugin</artifactId>\s*<version>([^<]+)", POM)[1]
    return f"org.apache.maven.plugins:maven-{name}-plugin:{version}"


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A Maven repository as after ./mvnw install: our jar beside all that the build downloaded."""
    folder = tmp_path_factory.mktemp("repository")
    lists = (ROOT / ".ot4j/lib").glob("*/classpath.txt")
    newest = max(lists, key=lambda p: p.stat().st_mtime)
    jars = [Path(jar) for jar in newest.read_text(encoding="utf-8").split(os.pathsep)]
    downloaded = next(p for jar in jars for p in jar.parents if (p / "ai/djl/api").is_dir())
    (folder / "org/ot4j").mkdir(parents=True)
    for level in ("", "org"):
        for group in (downloaded / level).iterdir():
            if not (folder / level / group.name).exists():
                (folder / level / group.name).symlink_to(group)
    place = folder / "org/ot4j/ot4j" / VERSION
    place.mkdir(parents=True)
    for end in ("jar", "pom"):
        shutil.copy(newest.parent / f"ot4j-{VERSION}.{end}", place)
    return folder


def test_the_jar_is_the_same_bytes_again(repository, tmp_path):
    """Built from the same classes in other places, at other times, in another order of files."""
    installed = repository / "org/ot4j/ot4j" / VERSION / f"ot4j-{VERSION}.jar"
    built = []
    for name, backwards, time in ("one", False, 1_000_000_000), ("the other", True, 1_500_000_000):
        folder = tmp_path / name
        (folder / "src").mkdir(parents=True)
        for pom in "pom.xml", "src/pom.xml":
            shutil.copy(ROOT / pom, folder / pom)
        with zipfile.ZipFile(installed) as jar:
            for file in sorted(jar.namelist(), reverse=backwards):
                if not file.endswith("/") and not re.match("META-INF/(MANIFEST.MF|maven/)", file):
                    os.utime(jar.extract(file, folder / "target/ot4j/classes"), (time, time))
        run(
            "sh", ROOT / "mvnw", "-B", "-q", "-ntp", f"-Dmaven.repo.local={repository}",
            "-f", folder / "src/pom.xml", plugin("jar") + ":jar", cwd=folder,
        )
        (jar,) = (folder / "target/ot4j").glob("*.jar")
        built.append(jar.read_bytes())
    assert built[0] == built[1]
    with zipfile.ZipFile(installed) as ours, zipfile.ZipFile(jar) as again:
        assert ours.namelist() == again.namelist(), "in the order of the one that the build made"


@pytest.fixture
def project(tmp_path):
    sources = tmp_path / "src/main/java"
    sources.mkdir(parents=True)
    (sources / "First.java").write_text(block("java", "class First"), encoding="utf-8")
    return tmp_path


def run(*command, cwd, code=0, **options):
    result = subprocess.run(
        [str(c) for c in command], cwd=cwd, env=environment(OPT_OUT_TRACKING="true"), text=True,
        encoding="utf-8", capture_output=True, timeout=600, **options,
    )
    assert (result.returncode == 0) == (code == 0), result.stdout + result.stderr
    return result


def maven_class_path(project, repository, dependencies, *goals):
    """Resolves as a consumer does, with a POM that has only the dependency on us."""
    (project / "pom.xml").write_text(
        '<project><modelVersion>4.0.0</modelVersion><groupId>com.example</groupId>'
        "<artifactId>first</artifactId><version>1</version><properties>"
        "<maven.compiler.release>17</maven.compiler.release>"
        "<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>"
        f"<dependencies>{dependencies}</dependencies></project>", encoding="utf-8",
    )
    run(
        "sh", ROOT / "mvnw", "-B", "-q", "-ntp", f"-Dmaven.repo.local={repository}", *goals,
        plugin("dependency") + ":build-classpath", "-Dmdep.outputFile=class.path", cwd=project,
    )
    return (project / "class.path").read_text(encoding="utf-8").strip()


def dependency(coordinates):
    group, artifact, version = coordinates.split(":")
    return (
        f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
        f"<version>{version}</version></dependency>"
    )


def java(main, classes, class_path, cwd, code=0):
    path = f"{classes}{os.pathsep}{class_path}"
    return run("java", "-XX:TieredStopAtLevel=1", "-cp", path, main, cwd=cwd, code=code)


def without(class_path, word):
    parts = class_path.split(os.pathsep)
    return os.pathsep.join(p for p in parts if word not in p.replace("\\", "/"))


def test_maven(project, repository):
    (project / "src/main/java/Logs.java").write_text(LOGS)
    ours = block("xml", "<artifactId>ot4j</artifactId>")
    path = maven_class_path(
        project, repository, ours + dependency(LOGBACK), plugin("compiler") + ":compile")
    assert path.count(f"pytorch-native-cpu-2.7.1-{machine()}.jar") == 1
    assert "slf4j-nop" not in path
    classes = project / "target/classes"
    assert ANSWERS in without_logs(java("First", classes, path, project).stdout)
    logs = java("Logs", classes, path, project)
    assert re.search(r"INFO +app -- seen", logs.stdout), "the application's own logging"
    assert "SLF4J" not in logs.stdout + logs.stderr
    quiet = without(path, "logback")
    shell = run(
        "jshell", "-s", "--class-path", f"{classes}{os.pathsep}{quiet}", "-", cwd=project,
        input="System.out.println(org.ot4j.transport.Transport.wasserstein("
        "new double[] {0}, new double[] {5}, 1))\n",
    )
    assert shell.stdout == "5.0\n"


MODULAR = """package first;
import java.nio.file.Path;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.network.Networks;
import org.ot4j.plot.Plots;
import org.ot4j.transport.Transport;

public class First {
    public static void main(String[] a) {
        System.out.println(First.class.getModule() + " " + Transport.class.getModule());
        DataSet data = GaussianMixture.grid(2, 0.05).sample(100, 1);
        var vae = Vae.builder().prior(Prior.standardNormal(2))
                .encoder(Networks.mlp(8)).decoder(Networks.mlp(8))
                .likelihood(Likelihood.gaussian().learnedVariance()).build();
        vae.train(data).epochs(1).batchSize(50).seed(1).fit();
        vae.save(Path.of("vae.zip"));
        vae = Vae.load(Path.of("vae.zip"));
        double[][] drawn = DataSet.of(vae.sample(100, 1)).toArray();
        System.out.println(Double.isFinite(Transport.wasserstein(data.toArray(), drawn, 2)));
        Plots.scatter(drawn).save(Path.of("figure.html"));
    }
}
"""


def test_modules(project, repository):
    """A modular program trains, and draws a figure with the script from another jar."""
    ours = block("xml", "<artifactId>ot4j</artifactId>")
    path = maven_class_path(project, repository, ours).split(os.pathsep)
    native = [p for p in path if "pytorch-native" in p]
    modules = os.pathsep.join(p for p in path if p not in native)
    sources = project / "modules"
    (sources / "first").mkdir(parents=True)
    (sources / "module-info.java").write_text(block("java", "module first"), encoding="utf-8")
    (sources / "first/First.java").write_text(MODULAR, encoding="utf-8")
    run("javac", "-p", modules, "-d", project / "out",
        sources / "module-info.java", sources / "first/First.java", cwd=project)
    result = run(
        "java", "-XX:TieredStopAtLevel=1", "-p", f"{project / 'out'}{os.pathsep}{modules}",
        "-cp", os.pathsep.join(native), "-m", "first/first.First", cwd=project,
    )
    assert result.stdout.endswith("module first module org.ot4j\ntrue\n"), result.stdout
    assert "Plotly.newPlot" in (project / "figure.html").read_text(encoding="utf-8")
    hidden = MODULAR.replace("org.ot4j.transport.Transport;", "org.ot4j.transport.internal.RawMeasures;")
    (sources / "first/First.java").write_text(hidden, encoding="utf-8")
    refused = run("javac", "-p", modules, "-d", project / "out",
                  sources / "module-info.java", sources / "first/First.java", cwd=project, code=1)
    assert "does not export it" in refused.stderr


def without_logs(text):
    return "".join(line for line in text.splitlines(True) if " -- " not in line)


def test_maven_without_pytorch(project, repository):
    exclusion = f"<exclusions>{block('xml', '<exclusion>')}</exclusions></dependency>"
    ours = block("xml", "<artifactId>ot4j</artifactId>").replace("</dependency>", exclusion)
    path = maven_class_path(project, repository, ours, plugin("compiler") + ":compile")
    assert "ai/djl/pytorch" not in path.replace("\\", "/")
    result = java("First", project / "target/classes", path, project, code=1)
    assert result.stdout == "distance 5.0\n", "transport of arrays works"
    assert "//DEPS ai.djl.pytorch:pytorch-engine:" in result.stderr


@pytest.mark.skipif(shutil.which("gradle") is None, reason="no Gradle")
@pytest.mark.full
def test_gradle(project, repository):
    snippet = block("groovy", "implementation").replace("linux-x86_64", machine())
    (project / "settings.gradle").write_text('rootProject.name = "first"\n')
    (project / "build.gradle").write_text(
        'plugins { id("java") }\nconfigurations { bare; noEngine }\n' + snippet +
        f'dependencies {{ bare "org.ot4j:ot4j:{VERSION}"; noEngine "org.ot4j:ot4j:{VERSION}" }}\n' +
        block("groovy", "exclude").replace("configurations.all", "configurations.noEngine") +
        'task paths { doLast { ["runtimeClasspath", "bare", "noEngine"].each {\n'
        'println configurations.getByName(it).asPath } } }\n', encoding="utf-8",
    )
    try:
        result = run(
            "gradle", "--no-daemon", "-q", "-g", project / "home",
            f"-Dmaven.repo.local={repository}", "classes", "paths", cwd=project,
        )
    except AssertionError as failed:
        if re.search("class file major version|Could not determine java version", str(failed)):
            pytest.skip("this Gradle does not know this JDK")
        raise
    full, bare, no_engine = result.stdout.strip().splitlines()[-3:]
    classes = project / "build/classes/java/main"
    assert full.count(f"pytorch-native-cpu-2.7.1-{machine()}.jar") == 1
    assert java("First", classes, full, project).stdout == ANSWERS
    assert "pytorch-native" not in bare and "pytorch-jni" in bare
    failed = java("First", classes, bare, project, code=1)
    assert failed.stdout == "distance 5.0\n"
    (line,) = re.findall(r"runtimeOnly\(.*\)", snippet)
    assert line in failed.stderr, "the error has the page's line, for this machine"
    assert "ai.djl.pytorch" not in no_engine


@pytest.mark.full
def test_jbang(project, repository):
    path = jbang(project, repository)
    head = block("java", "//DEPS")
    script = project / "First.java"
    script.write_text(head + block("java", "class First"), encoding="utf-8")
    result = run(
        "java", f"-Dmaven.repo.local={repository}", "-cp", path, "dev.jbang.Main", "run", script,
        cwd=project, code=None,
    )
    command = shlex.split(result.stdout.strip().splitlines()[-1])
    assert run(*command, cwd=project).stdout == ANSWERS


def jbang(project, repository):
    """JBang's class path, from Maven Central."""
    folder = project / "jbang"
    folder.mkdir()
    try:
        return maven_class_path(folder, repository, dependency(JBANG))
    except AssertionError as failed:
        pytest.skip(f"no JBang: {str(failed)[:200]}")

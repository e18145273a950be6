using System.Text;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Steps;
using AIOps.TestKit;
using Npgsql;

namespace AIOps.Remediation.Tests.Steps;

/// <summary>
/// Values that would be commands if anything read them as such arrive as they are: as arguments of scripts, through the shell of the other side of ssh,
/// and in psql. 500 of them, with AIOPS_TEST_FULL=1 100,000.
/// </summary>
public sealed class HostileValueTests
{
    private const int Batch = 500;

    private static readonly string[] Parts = ["'", "\"", "`", "$", "(", ")", "$(touch pwned)", "`touch pwned`", ";", "|", "&", "&&", ">pwned", "<", "\\", "\\'", "*", "?", "[a-z]", "{a,b}", "~", "#", "!", "!!", "%s", "%n", " ", "  ", "-", "--", "-rf", "/", "..", "a", "Ω", "🙂", "\u00a0", "\u2028", "${PATH}", "$IFS", "$'x'", ":'v0'", ":v0", "\\!touch pwned", "'; DROP TABLE x; --", "$$", "E'\\''", "=", "\u007f"];

    private static int Count => Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") == "1" ? 100_000 : 500;

    private static IEnumerable<string[]> Batches(int seed)
    {
        var random = new Random(seed);
        for (var made = 0; made < Count; made += Batch)
        {
            yield return [.. Enumerable.Range(0, Batch).Select(_ => string.Concat(Enumerable.Range(0, random.Next(0, 7)).Select(_ => Parts[random.Next(Parts.Length)])))];
        }
    }

    [Test]
    public async Task ArgumentOfAScript_ArrivesAsItIs()
    {
        var scripts = new ScriptSet(new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { ["print.sh"] = Encoding.UTF8.GetBytes("#!/bin/sh\nprintf '%s\\n' \"$@\"\n") });
        var folder = Directory.CreateTempSubdirectory("aiops-hostile-").FullName;
        foreach (var values in Batches(1))
        {
            var outcome = await CommandTrial.RunAsync(Step("exec", new(StringComparer.Ordinal) { ["script"] = "print.sh", ["workdir"] = folder }, "args", values), scripts: scripts);
            AssertAsTheyWere(outcome, values);
        }

        Assert.That(Directory.GetFiles(folder), Is.Empty);
        Directory.Delete(folder);
    }

    [Test]
    public async Task ArgumentOfARemoteCommand_PassesTheOtherSidesShellAsItIs()
    {
        // What ssh does over there: the user's shell reads the line.
        var scripts = new ScriptSet(new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { ["there.sh"] = Encoding.UTF8.GetBytes("#!/bin/sh\nHOME=$PWD exec sh -c \"$1\"\n") });
        var folder = Directory.CreateTempSubdirectory("aiops-hostile-").FullName;
        foreach (var values in Batches(2))
        {
            var line = RemoteCommand.Line(Step("ssh", new(StringComparer.Ordinal), "command", ["printf", "%s\\n", .. values]), 1);
            var outcome = await CommandTrial.RunAsync(Step("exec", new(StringComparer.Ordinal) { ["script"] = "there.sh", ["workdir"] = folder }, "args", [line]), scripts: scripts);
            AssertAsTheyWere(outcome, values);
        }

        Assert.That(Directory.GetFiles(folder), Is.Empty);
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task ValueOfAStatement_ArrivesInPostgresAsItIs()
    {
        var database = new NpgsqlConnectionStringBuilder(await TestDatabase.CreateAsync());
        var statement = $"SELECT v FROM (VALUES {string.Join(',', Enumerable.Range(0, Batch).Select(n => $"({n}, :'v{n}')"))}) AS t(n, v) ORDER BY n;";
        foreach (var values in Batches(3))
        {
            var step = CommandTrial.Step(
                "sql",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["host"] = database.Host!, ["port"] = $"{database.Port}", ["database"] = database.Database!, ["user"] = database.Username!, ["statement"] = statement },
                maps: new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal) { ["values"] = values.Select((value, n) => (value, n)).ToDictionary(one => $"v{one.n}", one => one.value, StringComparer.Ordinal) });
            AssertAsTheyWere(await CommandTrial.RunAsync(step), values);
        }
    }

    private static ResolvedStep Step(string uses, Dictionary<string, string> texts, string list, string[] values) =>
        CommandTrial.Step(uses, texts, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [list] = values });

    private static void AssertAsTheyWere(StepOutcome outcome, string[] values)
    {
        Assert.That(outcome.Succeeded, Is.True, $"{outcome.Error} {outcome.Output}");
        Assert.That(outcome.Output, Is.EqualTo(string.Concat(values.Select(value => value + "\n"))));
    }
}

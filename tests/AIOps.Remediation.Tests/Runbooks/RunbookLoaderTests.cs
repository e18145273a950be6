using AIOps.Contracts.Runs;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Tests.Runbooks;

public sealed class RunbookLoaderTests
{
    public const string Sound = """
        apiVersion: runbooks/v1
        id: sound
        version: 1.2.3
        title: A sound runbook
        owner: team-a
        trigger: { match: "kind == 'down'", min_confidence: 0.5, severities: [critical, error] }
        targets: { selector: "true", max_targets: 1, max_percent: 100 }
        params: { queue: { type: string, pattern: '^[a-z-]{1,40}$', default: main } }
        autonomy: { max: auto, environments: { prod: approve } }
        risk: { class: low, reversible: true }
        limits: { cooldown_per_target: 30m, runs_per_hour: 4, runs_per_day: 12, total_timeout: 10m }
        steps:
          - { id: call, uses: http, with: { url: "http://127.0.0.1:1/${params.queue}", method: POST }, idempotent: true, timeout: 30s, retry: { max: 2, on: [timeout, 5xx] } }
        verify: { settle: 1s, window: 5s, must: [ { probe: answers } ] }
        """;

    [Test]
    public void SoundRunbook_IsRead()
    {
        var mistakes = new List<RunbookMistake>();
        var runbook = RunbookLoader.Parse("/x/sound/v1.yaml", Sound, mistakes);

        Assert.That(mistakes, Is.Empty);
        Assert.Multiple(() =>
        {
            Assert.That(runbook!.Name, Is.EqualTo("sound@1.2.3"));
            Assert.That(runbook.MaxAutonomy, Is.EqualTo(TrustLevel.Auto));
            Assert.That(runbook.AutonomyByEnvironment["prod"], Is.EqualTo(TrustLevel.Approve));
            Assert.That(runbook.Limits.CooldownPerTarget, Is.EqualTo(TimeSpan.FromMinutes(30)));
            Assert.That(runbook.Steps[0].Retries, Is.EqualTo(2));
            Assert.That(runbook.Verify.ByProbe, Is.True);
        });
    }

    [TestCase("max_targets: 1", "max_target: 1", 7, "targets.max_target", "did you mean max_targets?")]
    [TestCase("runs_per_hour: 4, ", "", 11, "limits.runs_per_hour", "is missing")]
    [TestCase("kind == 'down'", "knd == 'down'", 6, "trigger.match", "no variable 'knd'")]
    [TestCase("version: 1.2.3", "version: 1.2", 3, "version", "semantic version")]
    [TestCase("idempotent: true", "idempotent: false", 13, "steps[0].retry", "never repeated")]
    [TestCase("timeout: 30s", "timeout: soon", 13, "steps[0].timeout", "is no time")]
    [TestCase("${params.queue}", "${params.none}", 13, "steps[0].with.url", "not among params")]
    [TestCase("${params.queue}", "${target.address}", 13, "steps[0].with.url", "does not exist")]
    [TestCase("uses: http", "uses: shell", 13, "steps[0].uses", "no such executor")]
    [TestCase("max: auto", "max: always", 9, "autonomy.max", "is unknown")]
    [TestCase("'^[a-z-]{1,40}$'", "'[a-z-]'", 8, "params.queue.pattern", "whole value")]
    [TestCase("must: [ { probe: answers } ]", "must: []", 14, "verify.must", "nothing is verified")]
    [TestCase("owner: team-a", "owner: &a team-a", 5, "", "anchors")]
    [TestCase("owner: team-a", "owner: !!binary team-a", 5, "", "tags")]
    [TestCase("owner: team-a", "owner: team-a\nowner: team-b", 6, "", "second time")]
    public void Mistake_NamesLineKeyAndRemedy(string from, string to, int line, string key, string words)
    {
        var mistakes = new List<RunbookMistake>();

        Assert.That(RunbookLoader.Parse("/x/sound/v1.yaml", Sound.Replace(from, to, StringComparison.Ordinal), mistakes), Is.Null);

        var mistake = mistakes.Find(one => one.ToString().Contains(words, StringComparison.Ordinal));
        Assert.That(mistake, Is.Not.Null, string.Join('\n', mistakes));
        Assert.Multiple(() =>
        {
            Assert.That(mistake!.Line, Is.EqualTo(line));
            Assert.That(mistake.Key, Is.EqualTo(key));
            Assert.That(mistake.Remedy, Is.Not.Empty);
        });
    }

    [Test]
    public void AllMistakes_AreToldAtOnce()
    {
        var mistakes = new List<RunbookMistake>();
        RunbookLoader.Parse("/x/v1.yaml", "apiVersion: v9\nid: UPPER\n", mistakes);

        Assert.That(mistakes, Has.Count.GreaterThan(8));
    }

    [TestCase("../../etc/passwd")]
    [TestCase("/bin/sh")]
    [TestCase("common/../x.sh")]
    [TestCase(".hidden")]
    public void Script_IsFoundBesideTheRunbookOnly(string script)
    {
        var mistakes = new List<RunbookMistake>();
        RunbookLoader.Parse("/x/sound/v1.yaml", Sound.Replace("uses: http, with: { url: \"http://127.0.0.1:1/${params.queue}\", method: POST }", $"uses: exec, with: {{ script: {script} }}", StringComparison.Ordinal), mistakes);

        Assert.That(mistakes.Select(mistake => mistake.Problem), Has.Some.Contains("there is no script"));
    }

    [Test]
    public void MutatedRunbooks_NeitherThrowNorHang()
    {
        var random = new Random(11);
        var count = Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") == "1" ? 100_000 : 2_000;
        string[] splices = ["[", "{", "}", "]", ":", "- ", "\n", "\t", "&a ", "*a", "!!x ", "|", ">", "'", "\"", "${", "}", "\0", "%", "? ", "<<: ", "---\n", "...\n", "🙂", "9999999999d", "-1", "null", "~"];
        for (var i = 0; i < count; i++)
        {
            var text = new System.Text.StringBuilder(Sound);
            for (var edits = random.Next(1, 6); edits > 0; edits--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(3))
                {
                    case 0:
                        text.Insert(at, splices[random.Next(splices.Length)]);
                        break;
                    case 1:
                        text.Remove(at, Math.Min(random.Next(1, 30), text.Length - at));
                        break;
                    default:
                        text[at] = (char)random.Next(1, 0x3000);
                        break;
                }
            }

            var mistakes = new List<RunbookMistake>();
            var runbook = RunbookLoader.Parse("/x/sound/v1.yaml", text.ToString(), mistakes);
            Assert.That(runbook is null, Is.EqualTo(mistakes.Count > 0), text.ToString());
        }
    }
}

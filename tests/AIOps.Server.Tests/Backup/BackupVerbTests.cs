using AIOps.Contracts.Storage;
using AIOps.Server.Tests.Cli;
using AIOps.Server.Tests.Serve;
using AIOps.Storage;
using AIOps.Storage.Operational;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Backup;

/// <summary>The verbs as a user starts them, on data folders and databases of their own.</summary>
[NonParallelizable]
public sealed class BackupVerbTests
{
    private const string Secret = "hunter2-db";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private string _folder = null!;

    private string Target => Path.Combine(_folder, "backup");

    private string Place => Path.Combine(_folder, "place");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aiops-backup-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task RunningService_IsBackedUp_AndItsCopyStartsElsewhere()
    {
        string token;
        string refused;
        await using (var service = await ServiceProcess.StartAsync(null, null, "--set", "Collectors:Host:Interval=00:00:01", "--set", "Detection:CheckpointEvery=00:00:01"))
        {
            await FillAsync(new StorageOptions { DataFolder = service.Data });
            await ServiceProcess.UntilAsync("a checkpoint is there", TimeSpan.FromSeconds(60), () => Task.FromResult(Directory.Exists(Path.Combine(service.Data, "checkpoints")) && Directory.GetFiles(Path.Combine(service.Data, "checkpoints"), "*.bin").Length > 0));
            token = await File.ReadAllTextAsync(Path.Combine(service.Data, "token"));
            var (code, output, errors) = await CommandLine.RunAsync("backup", Target, "--data", service.Data);
            var again = await CommandLine.RunAsync("backup", Target, "--data", service.Data);
            refused = (await CommandLine.RunAsync("restore", Target, "--data", service.Data)).Errors;
            Assert.Multiple(() =>
            {
                Assert.That(code, Is.Zero, errors);
                Assert.That(output, Does.Contain("3 incidents").And.Contain("the chain holds").And.Contain("checkpoints").And.Contain("telemetry history"));
                Assert.That(Directory.GetFileSystemEntries(Target, "*", SearchOption.AllDirectories).Append(Target).Where(path => (File.GetUnixFileMode(path) & Others) != UnixFileMode.None), Is.Empty);
                Assert.That(Directory.GetFileSystemEntries(_folder), Is.EqualTo(new[] { Target }), "nothing half made is left");
                Assert.That((again.Code, again.Errors.Contains("exists already", StringComparison.Ordinal)), Is.EqualTo((1, true)), again.Errors);
            });
        }

        var restored = await CommandLine.RunAsync("restore", Target, "--data", Place);
        var verified = await CommandLine.RunAsync("audit", "verify", "--data", Place);
        await using var copy = await ServiceProcess.StartAsync(Place, null, "--set", "Collectors:Host:Enabled=false");
        Assert.Multiple(async () =>
        {
            Assert.That(refused, Does.Contain("another aiops uses it"));
            Assert.That((restored.Code, restored.Output.Contains("3 incidents", StringComparison.Ordinal)), Is.EqualTo((0, true)), restored.Output + restored.Errors);
            Assert.That(verified.Output, Does.Contain("entries hold"), verified.Errors);
            Assert.That(await File.ReadAllTextAsync(Path.Combine(Place, "token")), Is.EqualTo(token));
            Assert.That(Directory.GetFiles(Path.Combine(Place, "checkpoints")), Is.Not.Empty);
        });
    }

    [Test]
    public async Task DamagedBackup_IsToldByTheNameOfWhatIsWrong()
    {
        var data = Path.Combine(_folder, "data");
        await FillAsync(new StorageOptions { DataFolder = data });
        await File.WriteAllTextAsync(Path.Combine(data, "token"), "of the installation\n");
        var made = await CommandLine.RunAsync("backup", Target, "--data", data);
        var whole = await CommandLine.RunAsync("restore", Target, "--check", "--data", Place);
        await File.AppendAllTextAsync(Path.Combine(Target, "token"), "x");
        var database = Path.Combine(Target, "aiops.db");
        var bytes = await File.ReadAllBytesAsync(database);
        bytes[bytes.Length / 2] ^= 0xff;
        await File.WriteAllBytesAsync(database, bytes);
        var damaged = await CommandLine.RunAsync("restore", Target, "--data", Place);
        Assert.Multiple(() =>
        {
            Assert.That((made.Code, whole.Code), Is.EqualTo((0, 0)), made.Errors + whole.Errors);
            Assert.That((damaged.Code, damaged.Errors.Contains("aiops.db was changed", StringComparison.Ordinal), damaged.Errors.Contains("token has", StringComparison.Ordinal)), Is.EqualTo((1, true, true)), damaged.Errors);
            Assert.That(Directory.Exists(Place), Is.False, "nothing was restored");
        });
    }

    [Test]
    public async Task PostgreSql_IsDumpedWithoutItsPasswordInArgumentsOrOutput_AndRestored()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var data = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        var (from, to) = (await postgres.CreateDatabaseAsync() + $";Password={Secret}", await postgres.CreateDatabaseAsync() + $";Password={Secret}");
        await FillAsync(new StorageOptions { DataFolder = data, PostgreSql = from });
        var seen = Path.Combine(_folder, "arguments");
        var spies = Spy(seen, "pg_dump", "pg_restore");
        var path = new Dictionary<string, string> { ["PATH"] = $"{spies}:{Environment.GetEnvironmentVariable("PATH")}" };

        var made = await CommandLine.RunAsync(path, "backup", Target, "--data", data, "--environment-file", Settings("from", from));
        var full = await CommandLine.RunAsync(path, "restore", Target, "--data", Place, "--environment-file", Settings("from", from));
        var other = await CommandLine.RunAsync(path, "restore", Target, "--data", Place);
        var restored = await CommandLine.RunAsync(path, "restore", Target, "--data", Place, "--environment-file", Settings("to", to));
        await using var opened = await OperationalStore.OpenAsync(new StorageOptions { DataFolder = data, PostgreSql = to }, TimeProvider.System, CancellationToken.None);
        var audit = await opened.ReadAuditAsync(0, 100, CancellationToken.None);
        Assert.Multiple(async () =>
        {
            Assert.That((made.Code, made.Output.Contains("3 incidents", StringComparison.Ordinal)), Is.EqualTo((0, true)), made.Output + made.Errors);
            Assert.That((full.Code, full.Errors.Contains("is not empty", StringComparison.Ordinal)), Is.EqualTo((1, true)), full.Errors);
            Assert.That((other.Code, other.Errors.Contains("--environment-file", StringComparison.Ordinal)), Is.EqualTo((1, true)), other.Errors);
            Assert.That(restored.Code, Is.Zero, restored.Errors);
            Assert.That(await opened.CountAsync(new DocumentQuery(DocumentKind.Incident), CancellationToken.None), Is.EqualTo(3));
            Assert.That((audit.Count, AuditChain.FirstBroken(audit, null)), Is.EqualTo((3, (long?)null)));
            Assert.That(await File.ReadAllTextAsync(seen), Does.Contain("--snapshot=").And.Not.Contain(Secret));
            Assert.That(made.Output + made.Errors + full.Output + full.Errors + restored.Output + restored.Errors, Does.Not.Contain(Secret));
        });
    }

    [Test]
    public async Task PostgreSqlWithoutAUsableTool_IsToldWithTheRemedy()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var data = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        var database = await postgres.CreateDatabaseAsync();
        await FillAsync(new StorageOptions { DataFolder = data, PostgreSql = database });
        var old = Directory.CreateDirectory(Path.Combine(_folder, "old")).FullName;
        Script(Path.Combine(old, "pg_dump"), "echo 'pg_dump (PostgreSQL) 9.6.24'");

        var none = await BackupAsync(Path.Combine(_folder, "nowhere"));
        var older = await BackupAsync(old);
        Assert.Multiple(() =>
        {
            Assert.That((none.Code, older.Code), Is.EqualTo((1, 1)));
            Assert.That(none.Errors, Does.Contain("pg_dump is not installed").And.Contain("apt install postgresql-client-"));
            Assert.That(older.Errors, Does.Contain("is of version 9").And.Contain("apt install postgresql-client-"));
            Assert.That(Directory.Exists(Target), Is.False);
        });

        Task<(int Code, string Output, string Errors)> BackupAsync(string tools) =>
            CommandLine.RunAsync(new Dictionary<string, string> { ["PATH"] = tools, ["AIOPS_Storage__PostgreSql"] = database }, "backup", Target, "--data", data);
    }

    private static async Task FillAsync(StorageOptions options)
    {
        await using var store = await OperationalStore.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            await store.CommitAsync(
                new StoreCommit
                {
                    Documents = [new(DocumentKind.Incident, $"INC-9{i}", 0, "closed", "k", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Contracts.Serialization.AIOpsJson.Write(Web.Samples.Incident($"INC-9{i}", Contracts.Incidents.IncidentState.Closed)))],
                    Audit = [new AuditEntry("ann", "did", $"INC-9{i}", "was")],
                },
                CancellationToken.None);
        }
    }

    private string Settings(string name, string connectionString)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, $"# of the unit\nAIOPS_Storage__PostgreSql=\"{connectionString}\"\n");
        return file;
    }

    /// <summary>Programs that write their arguments down before they do their work.</summary>
    private string Spy(string seen, params string[] names)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "spies")).FullName;
        foreach (var name in names)
        {
            var real = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(place => Path.Combine(place, name)).First(File.Exists);
            Script(Path.Combine(folder, name), $"echo {name} \"$@\" >>'{seen}'; exec '{real}' \"$@\"");
        }

        return folder;
    }

    private static void Script(string path, string line)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

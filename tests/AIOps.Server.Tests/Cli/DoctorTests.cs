using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AIOps.Server.Cli;
using AIOps.Server.Tests.Serve;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Cli;

/// <summary><c>aiops doctor</c> where no service runs: what the settings of a place say, and whether it can be reached.</summary>
public sealed class DoctorTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aiops-doctor-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Doctor_LooksAtDatabaseAndBroker_AndNamesNoSecret()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var rabbit = await RabbitServer.StartAsync();
        var broker = await rabbit.CreateHostAsync();
        var well = await ExamineAsync(await postgres.CreateDatabaseAsync(), broker.ToString());
        var ill = await ExamineAsync("Host=127.0.0.1;Port=9;Username=a;Password=hunter2-db", "amqp://a:hunter2-bus@127.0.0.1:9/none");
        var refused = await ExamineAsync("", new UriBuilder(broker) { Password = "hunter2-bus" }.Uri.ToString());
        Assert.Multiple(() =>
        {
            Assert.That(well.Output, Does.Contain("PostgreSQL 1").And.Contain("RabbitMQ 3").And.Contain("database: clock"));
            Assert.That(ill.Output, Does.Contain("postgresql://127.0.0.1:9").And.Contain("127.0.0.1:9/none does not answer"));
            Assert.That(refused.Output, Does.Contain("refuses us"));
            Assert.That(ill.Output, Does.Contain("Detektion").And.Contain("is no section"));
            Assert.That(ill.Output + refused.Output + ill.Errors + refused.Errors, Does.Not.Contain("hunter2"));
        });
    }

    private static async Task<(int Code, string Output, string Errors)> ExamineAsync(string postgreSql, string broker)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-doctor-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), JsonSerializer.Serialize(new { Storage = new { PostgreSql = postgreSql }, Bus = new { Transport = "rabbitmq", Address = broker }, Detektion = new { Budget = 1 } }));
        var shown = await CommandLine.RunAsync("doctor", "--json", "--url", "http://127.0.0.1:9", "--data", folder);
        Directory.Delete(folder, recursive: true);
        return (shown.Code, shown.Output, shown.Errors);
    }

    [TestCase("", Description = "an address that was forgotten")]
    [TestCase("broker:5672/hunter2", Description = "no scheme")]
    [TestCase("http://a:hunter2@127.0.0.1:9/", Description = "another scheme")]
    [TestCase("amqp://a:hunter2@127.0.0.1:9/one/two", Description = "two parts of a path")]
    [TestCase("amqp://a:hunter2:b@127.0.0.1:9/", Description = "a colon in the password")]
    public async Task AddressThatIsNone_IsAFaultOfTheBroker(string address)
    {
        var findings = await FindingsAsync(("AIOPS_Bus__Transport", "rabbitmq"), ("AIOPS_Bus__Address", address));
        var broker = findings.Where(finding => finding.Word("what") == "broker").ToList();
        Assert.Multiple(() =>
        {
            Assert.That(broker.Select(finding => finding.GetProperty("fault").GetBoolean()), Is.EqualTo(new[] { true }));
            Assert.That(broker[0].Word("words"), Does.Contain("Bus:Address"));
            Assert.That(broker[0].Word("remedy"), Does.Contain("amqp://user:password@host:5672/vhost"));
            Assert.That(string.Join(' ', findings), Does.Not.Contain("hunter2"));
        });
    }

    [Test]
    public async Task TransportThatIsNone_AndValuesThatCannotBeRead_AreFaults()
    {
        var findings = await FindingsAsync(("AIOPS_Bus__Transport", "pigeon"), ("AIOPS_Bus__Shards", "hunter2"), ("AIOPS_Server__Port", "70000"));
        Assert.That(Faults(findings), Is.SupersetOf(new[] { "broker", "settings: Bus:Shards", "settings: Server:Port" }));
        Assert.That(string.Join(' ', findings), Does.Not.Contain("hunter2"));
    }

    [Test]
    public async Task EnvironmentFile_IsReadLikeTheUnits_AndItsValuesAreNotPrinted()
    {
        var file = Path.Combine(_folder, "environment");
        await File.WriteAllTextAsync(file, "# of the unit\nAIOPS_Storage__PostgreSql=\"Host=127.0.0.1;Port=9;Username=a;Password=hunter2\"\nexport AIOPS_Server__Port=1\nStorage__Timeout=hunter2\n");
        var (code, output, errors) = await CommandLine.RunAsync("doctor", "--json", "--url", "http://127.0.0.1:9", "--data", _folder, "--environment-file", file);
        var missing = await CommandLine.RunAsync("doctor", "--data", _folder, "--environment-file", Path.Combine(_folder, "none"));
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(1), errors);
            Assert.That(output, Does.Contain("postgresql://127.0.0.1:9").And.Contain($"{file}:3").And.Contain("AIOPS_Storage__Timeout"));
            Assert.That(output + errors, Does.Not.Contain("hunter2"));
            Assert.That((missing.Code, missing.Errors.Contains("cannot be read", StringComparison.Ordinal)), Is.EqualTo((1, true)), missing.Errors);
        });
    }

    [Test]
    public async Task Ports_AreThoseOfTheSettings()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var grpc = ((IPEndPoint)taken.LocalEndpoint).Port;
        var server = FreePort.Take();
        var findings = await FindingsAsync(("AIOPS_Server__Port", $"{server}"), ("AIOPS_Collectors__Otlp__GrpcPort", $"{grpc}"), ("AIOPS_Collectors__Otlp__HttpPort", "-1"));
        Assert.Multiple(() =>
        {
            Assert.That(Words(findings, "service"), Does.Contain($"127.0.0.1:{server}"));
            Assert.That(Words(findings, $"port {grpc}"), Does.Contain("OTLP over gRPC").And.Contain("taken"));
            Assert.That(Words(findings, "OTLP over HTTP"), Does.Contain("switched off"));
            Assert.That(findings.Select(finding => finding.Word("what")), Has.None.EqualTo("port 4317").And.None.EqualTo("port 4318"));
        });
    }

    [Test]
    public async Task HistoryElsewhere_HasItsDiskLookedAt()
    {
        var findings = await FindingsAsync(("AIOPS_History__Folder", "/dev/shm/aiops-none/history"));
        var inside = await FindingsAsync();
        Assert.That(Words(findings, "disk: history"), Does.Contain("/dev/shm"));
        Assert.That(inside.Select(finding => finding.Word("what")), Has.None.EqualTo("disk: history"));
    }

    private static IEnumerable<string> Faults(IEnumerable<JsonElement> findings) => findings.Where(finding => finding.GetProperty("fault").GetBoolean()).Select(finding => finding.Word("what"));

    private static string Words(IEnumerable<JsonElement> findings, string what) => findings.Single(finding => finding.Word("what") == what).Word("words");

    private async Task<IReadOnlyList<JsonElement>> FindingsAsync(params (string Name, string Value)[] environment)
    {
        var (_, output, errors) = await CommandLine.RunAsync(environment.ToDictionary(pair => pair.Name, pair => pair.Value), "doctor", "--json", "--data", _folder);
        Assert.That(errors, Is.Empty);
        return [.. JsonSerializer.Deserialize<JsonElement>(output).EnumerateArray()];
    }
}

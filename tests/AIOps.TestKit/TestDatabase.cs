using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;

namespace AIOps.TestKit;

/// <summary>
/// Where the operational store of a test lies. What runs on a store is tested on both databases: in a quick run each test has one of the two, told by its name and so the same every time;
/// with <c>AIOPS_TEST_DATABASE=sqlite</c> or <c>=postgresql</c> all have that one. A full run does both in turn.
/// </summary>
public static class TestDatabase
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(PostgresServer.StartAsync);

    private static readonly string? Asked = Environment.GetEnvironmentVariable("AIOPS_TEST_DATABASE") switch
    {
        null or "" => null,
        "sqlite" => "sqlite",
        "postgresql" => "postgresql",
        var other => throw new InvalidOperationException($"AIOPS_TEST_DATABASE is '{other}': write sqlite or postgresql, or leave it away"),
    };

    /// <summary>The server of this test run, started when the first test wants it.</summary>
    public static Task<PostgresServer> ServerAsync() => Server.Value;

    /// <summary>How to connect to an empty database on that server.</summary>
    public static async Task<string> CreateAsync() => await (await Server.Value).CreateDatabaseAsync();

    /// <summary>How to connect to an empty database, or "" where the test at work has SQLite.</summary>
    public static async Task<string> ChooseAsync() =>
        (Asked ?? (Half(TestContext.CurrentContext.Test.FullName) ? "postgresql" : "sqlite")) == "postgresql" ? await CreateAsync() : "";

    /// <summary>The same as arguments of <c>aiops serve</c>.</summary>
    public static async Task<string[]> ChooseSettingsAsync() => await ChooseAsync() is { Length: > 0 } database ? ["--set", $"Storage:PostgreSql={database}"] : [];

    /// <summary>Stops the server, if a test had it started.</summary>
    public static async Task StopAsync()
    {
        if (Server.IsValueCreated && Server.Value.IsCompletedSuccessfully)
        {
            await (await Server.Value).DisposeAsync();
        }
    }

    private static bool Half(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % 2 == 0;
}

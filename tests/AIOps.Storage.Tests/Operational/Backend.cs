namespace AIOps.Storage.Tests.Operational;

public enum Backend
{
    Sqlite,
    PostgreSql,
}
